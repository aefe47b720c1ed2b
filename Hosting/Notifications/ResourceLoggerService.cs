using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Notifications;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Console logs of resources: writing to them, reading them, following them.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _watched = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<LogSubscriber>> _observers = [];
    private bool _disposed;

    /// <summary>Reads the output of resources' processes. Only lines written by code are shown without one.</summary>
    internal IResourceLogSource? Source { get; set; }

    /// <summary>A logger whose lines appear in the resource's console log (in that of every replica).</summary>
    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceLogger([.. resource.GetInstanceIds().Select(GetLog)]);
    }

    /// <summary>A logger whose lines appear in the console log of the resource or replica.</summary>
    public ILogger GetLogger(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        return new ResourceLogger([GetLog(resourceName)]);
    }

    /// <summary>Reads what the resource has logged so far.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Merge([.. resource.GetInstanceIds().Select(GetAllAsync)]);
    }

    /// <summary>Reads what the resource or replica has logged so far.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        return GetLog(resourceName).ReadAllAsync();
    }

    /// <summary>Reads what the resource has logged so far and what it logs from now on, until the log is completed.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Merge([.. resource.GetInstanceIds().Select(WatchAsync)]);
    }

    /// <summary>Reads what the resource or replica has logged so far and what it logs from now on, until the log is completed.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        return GetLog(resourceName).WatchAsync();
    }

    /// <summary>Tells whose logs are watched, now and whenever the first watcher comes or the last one leaves.</summary>
    public async IAsyncEnumerable<LogSubscriber> WatchAnySubscribersAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<LogSubscriber>();
        lock (_gate)
        {
            foreach (var name in _watched)
            {
                channel.Writer.TryWrite(new(name, true));
            }

            if (_disposed)
            {
                channel.Writer.TryComplete();
            }

            _observers.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _observers.Remove(channel);
            }
        }
    }

    /// <summary>Ends the resource's log: watchers finish, later lines are dropped.</summary>
    public void Complete(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        foreach (var id in resource.GetInstanceIds())
        {
            Complete(id);
        }
    }

    /// <summary>Ends the log of a resource or replica: watchers finish, later lines are dropped.</summary>
    public void Complete(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_logs.TryGetValue(name, out var log))
        {
            log.Complete();
        }
    }

    /// <summary>Forgets what later watchers would have been shown first.</summary>
    public void ClearBacklog(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        if (_logs.TryGetValue(resourceName, out var log))
        {
            log.ClearBacklog();
        }
    }

    /// <summary>Ends all logs.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _observers.ForEach(observer => observer.Writer.TryComplete());
        }

        foreach (var log in _logs.Values)
        {
            log.Complete();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Call once for every run of a resource, when <see cref="Source"/> can be read for it: watchers follow that run.</summary>
    internal void BeginRun(string resourceId) => GetLog(resourceId).BeginRun();

    /// <summary>Adds lines that were read elsewhere.</summary>
    internal void AddEntries(string resourceId, IReadOnlyList<ResourceLogEntry> entries) => GetLog(resourceId).Add(entries, keep: true);

    internal bool IsWatched(string resourceId)
    {
        lock (_gate)
        {
            return _watched.Contains(resourceId);
        }
    }

    internal void OnWatchedChanged(string resourceId, bool watched)
    {
        lock (_gate)
        {
            _ = watched ? _watched.Add(resourceId) : _watched.Remove(resourceId);
            _observers.ForEach(observer => observer.Writer.TryWrite(new(resourceId, watched)));
        }
    }

    private ResourceLog GetLog(string resourceId) => _logs.GetOrAdd(resourceId, static (id, service) => new ResourceLog(id, service), this);

    private static IAsyncEnumerable<IReadOnlyList<LogLine>> Merge(IAsyncEnumerable<IReadOnlyList<LogLine>>[] logs) =>
        logs.Length == 1 ? logs[0] : MergeCore(logs);

    private static async IAsyncEnumerable<IReadOnlyList<LogLine>> MergeCore(
        IAsyncEnumerable<IReadOnlyList<LogLine>>[] logs, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateUnbounded<IReadOnlyList<LogLine>>();
        var readers = Task.WhenAll(logs.Select(ReadAsync));
        _ = readers.ContinueWith(done => channel.Writer.TryComplete(done.Exception?.InnerException), TaskScheduler.Default);

        try
        {
            await foreach (var lines in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return lines;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task ReadAsync(IAsyncEnumerable<IReadOnlyList<LogLine>> log)
        {
            await foreach (var lines in log.WithCancellation(stop.Token))
            {
                channel.Writer.TryWrite(lines);
            }
        }
    }
}
