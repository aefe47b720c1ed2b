using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Backchannel.Rpc;

namespace Platform.Hosting.Backchannel;

/// <summary>Offers methods on a Unix socket, to any number of callers, until it is disposed.</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly RpcMethods _methods;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly Task _accepting;
    private bool _disposed;

    /// <summary>Listens at once. A file that is left at the path is replaced.</summary>
    /// <exception cref="SocketException">The socket cannot be made there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The path is longer than a socket's may be (108 bytes on Linux).</exception>
    public RpcServer(string path, RpcMethods methods, ILogger logger)
    {
        (_path, _methods, _logger) = (path, methods, logger);
        File.Delete(path);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        File.Delete(_path);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = ServeAsync(await _listener.AcceptAsync(_stop.Token));
                _connections[connection] = default;
                _ = connection.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The listener is closed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await new RpcConnection(stream, _methods, _logger).RunAsync(_stop.Token);
        }
        catch (Exception e)
        {
            _logger.LogDebug(e, "A backchannel connection ended with an error.");
        }
    }
}
