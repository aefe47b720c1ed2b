using System.Diagnostics;
using StackExchange.Redis;

namespace Platform.Api.Redis;

/// <summary>
/// The one connection to Redis. It is made in the background and made again after a loss; nobody waits for it.
/// A command fails at once while there is no connection, and after <see cref="CommandTimeout"/> when Redis is slow; the others of the
/// next <see cref="PauseAfterTimeout"/> then fail at once, so that what needs several of them does not wait for each.
/// </summary>
internal sealed partial class RedisConnection(ConfigurationOptions options, ILogger<RedisConnection> logger) : IHostedService, IDisposable
{
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan PauseAfterTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile ConnectionMultiplexer? _multiplexer;
    private long _silentSince;

    public bool IsConnected => _multiplexer is { IsConnected: true };

    /// <summary>Runs one command in a span of its own.</summary>
    /// <exception cref="RedisUnavailableException">There is no connection, or no answer in time.</exception>
    public async Task<T> RunAsync<T>(string operation, Func<IDatabase, Task<T>> command)
    {
        using var activity = RedisTelemetry.Start(operation);
        var started = Stopwatch.GetTimestamp();
        var failed = true;
        try
        {
            if (Volatile.Read(ref _silentSince) is not 0 and var since && Stopwatch.GetElapsedTime(since) < PauseAfterTimeout)
            {
                throw new RedisUnavailableException("Redis did not answer a moment ago.");
            }

            var multiplexer = _multiplexer is { IsConnected: true } connected
                ? connected
                : throw new RedisUnavailableException("There is no connection to Redis.");
            var result = await command(multiplexer.GetDatabase()).WaitAsync(CommandTimeout);
            failed = false;
            return result;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (e is TimeoutException)
            {
                Volatile.Write(ref _silentSince, Stopwatch.GetTimestamp());
            }

            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw new RedisUnavailableException($"Redis did not answer {operation}: {e.Message}", e);
        }
        finally
        {
            RedisTelemetry.Measure(operation, started, failed);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(ConnectAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    /// <summary>Makes a new connection in the place of the one there is, if any.</summary>
    public async Task ConnectAsync()
    {
        await _connecting.WaitAsync();
        try
        {
            await CloseAsync();
            await ConnectCoreAsync();
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Closes the connection; commands fail until there is another.</summary>
    public async Task DisconnectAsync()
    {
        await _connecting.WaitAsync();
        try
        {
            await CloseAsync();
        }
        finally
        {
            _connecting.Release();
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _multiplexer?.Dispose();
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _multiplexer, null) is { } connected)
        {
            await connected.CloseAsync(allowCommandsToComplete: false);
            connected.Dispose();
        }
    }

    private async Task ConnectCoreAsync()
    {
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.SyncTimeout = (int)CommandTimeout.TotalMilliseconds;
        options.ClientName = "api";
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
                multiplexer.ConnectionFailed += (_, e) => Report(e, lost: true);
                multiplexer.ConnectionRestored += (_, e) => Report(e, lost: false);
                _multiplexer = multiplexer;
                return;
            }
            catch (Exception e) when (e is RedisException or System.Net.Sockets.SocketException)
            {
                LogNotConnected(e.Message);
                await Task.Delay(ConnectPause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // The client keeps a second connection for subscriptions, which tells the same story again.
    private void Report(ConnectionFailedEventArgs e, bool lost)
    {
        if (e.ConnectionType != ConnectionType.Interactive || _stopping.IsCancellationRequested)
        {
            return;
        }

        if (lost)
        {
            LogLost(e.FailureType);
        }
        else
        {
            LogRestored();
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "Redis cannot be reached, trying again: {Reason}")]
    private partial void LogNotConnected(string reason);

    [LoggerMessage(EventId = 31, Level = LogLevel.Warning, Message = "The connection to Redis is lost: {Failure}")]
    private partial void LogLost(ConnectionFailureType failure);

    [LoggerMessage(EventId = 32, Level = LogLevel.Information, Message = "The connection to Redis is back")]
    private partial void LogRestored();
}
