using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.Hosting.Dashboard.Grpc;

/// <summary>
/// Serves gRPC over cleartext HTTP/2. It listens at once and starts Kestrel with the first connection. The gRPC packages are
/// not used: unary and streaming calls of one service need little more than the frames.
/// </summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly DeferredListener _listener;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Task _running;

    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public GrpcServer(
        IPEndPoint endPoint,
        IReadOnlyDictionary<string, Func<GrpcCall, Task>> methods,
        string apiKeyHeader,
        string? apiKey,
        ILoggerFactory loggers)
    {
        _loggers = loggers;
        _logger = loggers.CreateLogger<GrpcServer>();
        _listener = new DeferredListener(endPoint, loggers);
        _running = RunAsync(new GrpcApplication(methods, apiKeyHeader, apiKey, _logger, _stopping.Token));
    }

    public IPEndPoint EndPoint => _listener.EndPoint;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _listener.Dispose();
    }

    private async Task RunAsync(GrpcApplication application)
    {
        try
        {
            await _listener.WaitForConnectionAsync(_stopping.Token);
            await ServeAsync(application);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nobody connected.
        }
        catch (Exception e)
        {
            _logger.LogError(e, "The dashboard's resource service at {EndPoint} failed. The dashboard shows no resources.", EndPoint);
        }
    }

    private async Task ServeAsync(GrpcApplication application)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(EndPoint, listen => listen.Protocols = HttpProtocols.Http2);

        using var server = new KestrelServer(Options.Create(options), _listener, _loggers);
        await server.StartAsync(application, _stopping.Token);

        await Task.Delay(Timeout.Infinite, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));
        await server.StopAsync(patience.Token);
    }
}
