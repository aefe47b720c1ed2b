using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Dcp;

/// <summary>Takes the engine's own log lines, from a Unix socket that each of its processes connects to, into our log.</summary>
internal sealed class DcpLogSocket : IAsyncDisposable
{
    private const string CategoryPrefix = "Aspire.Hosting.Dcp.";
    private const int LinesKept = 20;

    private readonly ILoggerFactory _loggers;
    private readonly Action<string>? _problemLogged;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ILogger> _byCategory = new();
    private readonly ConcurrentQueue<string> _lastProblems = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;

    public DcpLogSocket(string path, ILoggerFactory loggers, Action<string>? problemLogged = null)
    {
        _loggers = loggers;
        _problemLogged = problemLogged;
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(16);
        _accepting = AcceptAsync();
    }

    /// <summary>
    /// Set when the engine is being stopped: the errors that its parts then report about each other are not worth more than a
    /// debug line.
    /// </summary>
    public bool Stopping { get; set; }

    /// <summary>The last warnings and errors, for the message when a start fails.</summary>
    public IReadOnlyCollection<string> LastProblems => _lastProblems;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var connection = await _listener.AcceptAsync(_stop.Token);
                var reading = ReadAsync(connection);
                _connections[reading] = true;
                _ = reading.ContinueWith(t => _connections.TryRemove(t, out _), TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ReadAsync(Socket connection)
    {
        await Task.Yield();
        await using var lines = new LineReader(new NetworkStream(connection, ownsSocket: true));
        try
        {
            while (await lines.ReadAsync(_stop.Token) is { } line)
            {
                Write(line);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The engine's process ended, or we stop.
        }
    }

    private void Write(byte[] line)
    {
        var entry = DcpLogEntry.Parse(line);
        var level = Stopping && entry.Level > LogLevel.Debug ? LogLevel.Debug : entry.Level;
        if (entry.Level >= LogLevel.Warning && level < LogLevel.Warning)
        {
            _problemLogged?.Invoke(entry.Category);
        }

        var logger = _byCategory.GetOrAdd(entry.Category, static (name, loggers) => loggers.CreateLogger(CategoryPrefix + name), _loggers);
        if (level < LogLevel.Warning && !logger.IsEnabled(level))
        {
            return;
        }

        var message = Encoding.UTF8.GetString(entry.Message);
        if (level >= LogLevel.Warning)
        {
            _lastProblems.Enqueue($"{entry.Category}: {message}");
            if (_lastProblems.Count > LinesKept)
            {
                _lastProblems.TryDequeue(out _);
            }

            _problemLogged?.Invoke(entry.Category);
        }

        logger.Log(level, "{DcpMessage}", message);
    }
}
