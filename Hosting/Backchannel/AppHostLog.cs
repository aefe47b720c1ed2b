using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Backchannel.Contract;

namespace Platform.Hosting.Backchannel;

/// <summary>Keeps the last lines of the AppHost's own log for those who come later, and passes new ones on.</summary>
[ProviderAlias("Backchannel")]
internal sealed class AppHostLog(TimeProvider time) : ILoggerProvider
{
    private const int Kept = 1000;

    private readonly TimeProvider _time = time;
    private readonly Lock _gate = new();
    private readonly Queue<AppHostLogEntry> _entries = new();
    private ImmutableArray<Channel<AppHostLogEntry>> _readers = [];

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <summary>What is kept, then every new line until cancelled or the application is gone.</summary>
    public async IAsyncEnumerable<AppHostLogEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<AppHostLogEntry>(new() { SingleReader = true });
        lock (_gate)
        {
            foreach (var entry in _entries)
            {
                channel.Writer.TryWrite(entry);
            }

            _readers = _readers.Add(channel);
        }

        try
        {
            await foreach (var entry in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return entry;
            }
        }
        finally
        {
            lock (_gate)
            {
                _readers = _readers.Remove(channel);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var reader in _readers)
            {
                reader.Writer.TryComplete();
            }
        }
    }

    private void Add(AppHostLogEntry entry)
    {
        lock (_gate)
        {
            if (_entries.Count == Kept)
            {
                _entries.Dequeue();
            }

            _entries.Enqueue(entry);
            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(entry);
            }
        }
    }

    private sealed class Category(AppHostLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(new(eventId, logLevel, formatter(state, exception), log._time.GetUtcNow(), name));
    }
}
