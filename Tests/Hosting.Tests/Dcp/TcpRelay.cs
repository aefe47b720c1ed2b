using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Platform.Hosting.Tests.Dcp;

/// <summary>Passes connections on to another port of this machine until they are cut.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly int _target;
    private readonly Task _accepting;

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <summary>While true, new connections are closed at once.</summary>
    public bool Refuse { get; set; }

    /// <summary>Breaks every open connection, in the middle of whatever it carries.</summary>
    public void Cut()
    {
        while (_open.TryTake(out var socket))
        {
            socket.LingerState = new(true, 0);
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync();
                if (Refuse)
                {
                    client.Dispose();
                    continue;
                }

                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, _target);
                _open.Add(client);
                _open.Add(server);
                Connections++;
                _ = CopyAsync(client, server);
                _ = CopyAsync(server, client);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
