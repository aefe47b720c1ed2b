using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Notifications;

/// <summary>
/// The console log of one resource or replica. Lines that code wrote are kept; the process's own output is read from the
/// source while somebody watches, and kept only as long.
/// </summary>
internal sealed class ResourceLog(string resourceId, ResourceLoggerService service)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan s_lastLines = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private readonly LogBuffer _written = new(Capacity);
    private readonly LogBuffer _backlog = new(Capacity);
    private readonly List<Channel<ResourceLogEntry>> _watchers = [];
    private readonly RunSignal _runs = new();
    private CancellationTokenSource? _following;
    private bool _completed;

    public void Add(IReadOnlyList<ResourceLogEntry> entries, bool keep)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return;
            }

            foreach (var entry in entries)
            {
                if (keep)
                {
                    _written.Add(entry);
                }

                // Without watchers the backlog is empty: the next one starts it from the written lines and the source.
                if (_watchers.Count > 0)
                {
                    _backlog.Add(entry);
                    _watchers.ForEach(watcher => watcher.Writer.TryWrite(entry));
                }
            }
        }
    }

    public void BeginRun() => _runs.Next();

    public void ClearBacklog()
    {
        lock (_gate)
        {
            _backlog.Clear();
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            _watchers.ForEach(watcher => watcher.Writer.TryComplete());
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ResourceLogEntry[] written;
        lock (_gate)
        {
            written = _written.ToArray();
        }

        var number = 1;
        if (written.Length > 0)
        {
            yield return Number(written, ref number);
        }

        if (service.Source is { } source)
        {
            await foreach (var entries in source.ReadAsync(resourceId, follow: false, cancellationToken))
            {
                yield return Number(entries, ref number);
            }
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceLogEntry>(new() { SingleReader = true });
        var backlog = Subscribe(channel);
        try
        {
            var number = 1;
            if (backlog.Length > 0)
            {
                yield return Number(backlog, ref number);
            }

            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                var batch = new List<ResourceLogEntry>();
                while (channel.Reader.TryRead(out var entry))
                {
                    batch.Add(entry);
                }

                yield return Number(batch, ref number);
            }
        }
        finally
        {
            Unsubscribe(channel);
        }
    }

    private ResourceLogEntry[] Subscribe(Channel<ResourceLogEntry> channel)
    {
        lock (_gate)
        {
            if (_watchers.Count == 0)
            {
                _backlog.AddRange(_written);
                if (service.Source is { } source && !_completed)
                {
                    _following = new();
                    _ = FollowAsync(source, _following.Token);
                }

                service.OnWatchedChanged(resourceId, watched: true);
            }

            _watchers.Add(channel);
            if (_completed)
            {
                channel.Writer.TryComplete();
            }

            return _backlog.ToArray();
        }
    }

    private void Unsubscribe(Channel<ResourceLogEntry> channel)
    {
        lock (_gate)
        {
            _watchers.Remove(channel);
            if (_watchers.Count == 0)
            {
                _following?.Cancel();
                _following = null;
                _backlog.Clear();
                service.OnWatchedChanged(resourceId, watched: false);
            }
        }
    }

    private async Task FollowAsync(IResourceLogSource source, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var followed = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                followed = await _runs.WaitForNewerAsync(followed, cancellationToken);
                await FollowRunAsync(source, followed, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return; // the engine has ended, and its logs with it
            }
            catch (Exception e)
            {
                AddFollowed([new(DateTime.UtcNow, $"The log of '{resourceId}' cannot be read: {e.Message}", IsError: true)], cancellationToken);
            }
        }
    }

    // The engine may keep the log of a run open that has ended: the next run's does not wait for that.
    private async Task FollowRunAsync(IResourceLogSource source, int number, CancellationToken cancellationToken)
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadRunAsync(source, run.Token);
        var newer = _runs.WaitForNewerAsync(number, run.Token);
        if (await Task.WhenAny(reading, newer) == newer)
        {
            await Task.WhenAny(reading, Task.Delay(s_lastLines, run.Token));
        }

        await run.CancelAsync();
        try
        {
            await reading;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task ReadRunAsync(IResourceLogSource source, CancellationToken cancellationToken)
    {
        await foreach (var entries in source.ReadAsync(resourceId, follow: true, cancellationToken))
        {
            AddFollowed(entries, cancellationToken);
        }
    }

    private void AddFollowed(IReadOnlyList<ResourceLogEntry> entries, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // A cancelled reader's last lines would be shown twice: the reader after it begins at the beginning again.
            if (!cancellationToken.IsCancellationRequested)
            {
                Add(entries, keep: false);
            }
        }
    }

    private static LogLine[] Number(IReadOnlyList<ResourceLogEntry> entries, ref int number)
    {
        var lines = new LogLine[entries.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var (timestamp, content, isError) = entries[i];
            lines[i] = new(
                number++,
                timestamp is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ss.fffffffK} {content}") : content,
                isError);
        }

        return lines;
    }
}
