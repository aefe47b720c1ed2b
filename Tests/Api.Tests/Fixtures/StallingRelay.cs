using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Platform.Api.Tests.Fixtures;

/// <summary>Stands before a server and, when told to, passes none of its answers on; the connections stay open.</summary>
internal sealed class StallingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly int _target;
    private readonly Task _accepting;
    private TaskCompletionSource _passing = Done();
    private long _left = long.MaxValue;

    public StallingRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Passes so many bytes on, and then nothing until <see cref="Resume"/>.</summary>
    public void StallAfter(long bytes)
    {
        _passing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _left, bytes);
    }

    public void Resume()
    {
        Interlocked.Exchange(ref _left, long.MaxValue);
        _passing.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Resume();
        foreach (var socket in _open)
        {
            socket.Dispose();
        }

        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                _open.Add(client);
                _open.Add(server);
                await server.ConnectAsync(IPAddress.Loopback, _target);
                _ = CopyAsync(client, server, _ => Task.CompletedTask);
                _ = CopyAsync(server, client, bytes => Interlocked.Add(ref _left, -bytes) < 0 ? _passing.Task : Task.CompletedTask);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, Func<int, Task> mayPass)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                await mayPass(read);
                await to.SendAsync(buffer.AsMemory(0, read));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of both has gone away.
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
