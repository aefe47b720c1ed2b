using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Dashboard.Grpc;

/// <summary>
/// A listening socket that exists before its server. The dashboard connects when the first browser opens it, often never;
/// until then the application need not load a web server.
/// </summary>
internal sealed class DeferredListener : IConnectionListenerFactory, IDisposable
{
    private readonly Socket _socket;
    private readonly ILoggerFactory _loggers;
    private Socket? _first;

    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public DeferredListener(IPEndPoint endPoint, ILoggerFactory loggers)
    {
        _loggers = loggers;
        _socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(endPoint);
        _socket.Listen();
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Waits for the first connection, which the server then gets first.</summary>
    public async Task WaitForConnectionAsync(CancellationToken cancellationToken)
    {
        try
        {
            _first = await _socket.AcceptAsync(cancellationToken);
        }
        catch (SocketException)
        {
            // It went away while it waited; somebody came, all the same.
        }
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new Listener(this));

    public void Dispose()
    {
        _socket.Dispose();
        _first?.Dispose();
    }

    private sealed class Listener(DeferredListener owner) : IConnectionListener
    {
        private readonly SocketConnectionContextFactory _connections =
            new(new(), owner._loggers.CreateLogger("Platform.Hosting.Dashboard.Transport"));

        public EndPoint EndPoint => owner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var socket = Interlocked.Exchange(ref owner._first, null) ?? await owner._socket.AcceptAsync(cancellationToken);
                    socket.NoDelay = true;
                    return _connections.Create(socket);
                }
                catch (SocketException e) when (e.SocketErrorCode != SocketError.OperationAborted)
                {
                    // A client that went away while it waited (ECONNABORTED; on macOS its socket takes no options). The next is served.
                }
                catch (Exception e) when (e is ObjectDisposedException or SocketException or OperationCanceledException)
                {
                    // The server stopped listening.
                    return null;
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            owner._socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _connections.Dispose();
            return UnbindAsync();
        }
    }
}
