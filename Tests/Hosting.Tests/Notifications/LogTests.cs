using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Tests.Notifications;

public sealed class LogTests : IDisposable
{
    private readonly ResourceLoggerService _loggers = new();

    public void Dispose() => _loggers.Dispose();

    [Fact]
    public async Task A_watcher_reads_earlier_lines_and_then_new_ones_numbered_from_one()
    {
        var logger = _loggers.GetLogger("api");
        logger.LogInformation("first");
        await using var watch = new LineReader(_loggers.WatchAsync("api"));
        Assert.Equal((1, "first", false), await watch.ReadAsync());

        logger.LogError("second");
        Assert.Equal((2, "second", true), await watch.ReadAsync());
        _loggers.Complete("api");
        Assert.Null(await watch.ReadAsync());
    }

    [Fact]
    public async Task Output_is_read_from_the_source_only_while_somebody_watches()
    {
        var source = new FakeSource();
        _loggers.Source = source;
        _loggers.BeginRun("api");
        Assert.Equal(0, source.Readers);

        await using (var watch = new LineReader(_loggers.WatchAsync("api")))
        {
            var line = watch.ReadAsync();
            source.Write("hello");
            Assert.Equal((1, "hello", false), await line);
        }

        await source.Stopped.WaitAsync(TestTimeout.Long);
    }

    [Fact]
    public async Task A_second_watcher_sees_what_the_first_one_saw()
    {
        var source = new FakeSource();
        _loggers.Source = source;
        _loggers.BeginRun("api");
        source.Write("hello");

        await using var first = new LineReader(_loggers.WatchAsync("api"));
        Assert.Equal("hello", (await first.ReadAsync())?.Text);
        await using var second = new LineReader(_loggers.WatchAsync("api"));
        Assert.Equal("hello", (await second.ReadAsync())?.Text);
        Assert.Equal(1, source.Readers);
    }

    [Fact]
    public async Task A_watcher_follows_the_resource_over_a_restart()
    {
        var source = new FakeSource();
        _loggers.Source = source;
        await using var watch = new LineReader(_loggers.WatchAsync("api"));
        var line = watch.ReadAsync();

        _loggers.BeginRun("api");
        source.Write("run 1");
        Assert.Equal("run 1", (await line)?.Text);

        source.EndRun();
        _loggers.BeginRun("api");
        source.Write("run 2");
        Assert.Equal("run 2", (await watch.ReadAsync())?.Text);
    }

    [Fact]
    public async Task Whoever_asks_is_told_which_logs_are_watched()
    {
        await using var changes = _loggers.WatchAnySubscribersAsync(TestTimeout.Token).GetAsyncEnumerator();
        var next = changes.MoveNextAsync();
        await using (var watch = new LineReader(_loggers.WatchAsync("api")))
        {
            var line = watch.ReadAsync();
            Assert.True(await next);
            Assert.Equal(new LogSubscriber("api", true), changes.Current);
            _loggers.GetLogger("api").LogInformation("x");
            await line;
        }

        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(new LogSubscriber("api", false), changes.Current);
    }

    [Fact]
    public async Task All_lines_so_far_are_read_without_following()
    {
        var source = new FakeSource();
        _loggers.Source = source;
        source.Write("from the process");
        _loggers.GetLogger("api").LogInformation("from code");

        var lines = new List<string>();
        await foreach (var batch in _loggers.GetAllAsync("api").WithCancellation(TestTimeout.Token))
        {
            lines.AddRange(batch.Select(LineReader.TextOf));
        }

        Assert.Equal(["from code", "from the process"], lines);
    }

    [Fact]
    public async Task Lines_of_two_sources_are_in_the_order_of_their_times_for_who_comes_later()
    {
        await using var first = new LineReader(_loggers.WatchAsync("api"));
        var line = first.ReadAsync();
        var start = DateTime.UtcNow;
        _loggers.AddEntries("api", [new(start.AddSeconds(2), "later", false)]);
        _loggers.AddEntries("api", [new(start.AddSeconds(1), "earlier", false)]);
        await line;

        await using var second = new LineReader(_loggers.WatchAsync("api"));
        Assert.Equal("earlier", (await second.ReadAsync())?.Text);
        Assert.Equal("later", (await second.ReadAsync())?.Text);
    }

    [Fact]
    public void The_buffer_keeps_the_latest_lines()
    {
        var buffer = new LogBuffer(1000);
        buffer.AddRange(Enumerable.Range(0, 5000).Select(i => new ResourceLogEntry(null, $"{i}", false)));
        var kept = buffer.ToArray();
        Assert.Equal((1000, "4000", "4999"), (kept.Length, kept[0].Content, kept[^1].Content));
    }

    [Fact]
    public async Task A_replicated_resource_logs_to_each_replica()
    {
        var resource = new TestResource("api");
        resource.Annotations.Add(new ResourceInstancesAnnotation(["api-1", "api-2"]));
        _loggers.GetLogger(resource).LogInformation("hello");

        await using var watch = new LineReader(_loggers.WatchAsync(resource));
        Assert.Equal("hello", (await watch.ReadAsync())?.Text);
        Assert.Equal("hello", (await watch.ReadAsync())?.Text);
    }

    private sealed class LineReader(IAsyncEnumerable<IReadOnlyList<LogLine>> batches) : IAsyncDisposable
    {
        private readonly Queue<LogLine> _lines = [];
        private readonly IAsyncEnumerator<IReadOnlyList<LogLine>> _batches = batches.GetAsyncEnumerator(TestTimeout.Token);

        public async Task<(int Number, string Text, bool IsError)?> ReadAsync()
        {
            while (_lines.Count == 0)
            {
                if (!await _batches.MoveNextAsync())
                {
                    return null;
                }

                foreach (var read in _batches.Current)
                {
                    _lines.Enqueue(read);
                }
            }

            var line = _lines.Dequeue();
            return (line.LineNumber, TextOf(line), line.IsErrorMessage);
        }

        public static string TextOf(LogLine line) =>
            DateTime.TryParse(line.Content.Split(' ')[0], out _) ? line.Content[(line.Content.IndexOf(' ') + 1)..] : line.Content;

        public ValueTask DisposeAsync() => _batches.DisposeAsync();
    }

    private sealed class FakeSource : IResourceLogSource
    {
        private readonly TaskCompletionSource _stopped = new();
        private Channel<string> _run = Channel.CreateUnbounded<string>();

        public int Readers { get; private set; }

        public Task Stopped => _stopped.Task;

        public void Write(string line) => _run.Writer.TryWrite(line);

        public void EndRun()
        {
            var run = _run;
            _run = Channel.CreateUnbounded<string>();
            run.Writer.Complete();
        }

        public async IAsyncEnumerable<IReadOnlyList<ResourceLogEntry>> ReadAsync(
            string resourceId, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Readers++;
            var run = _run;
            try
            {
                while (follow ? await run.Reader.WaitToReadAsync(cancellationToken) : run.Reader.TryPeek(out _))
                {
                    while (run.Reader.TryRead(out var line))
                    {
                        yield return [new(null, line, false)];
                    }
                }
            }
            finally
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    _stopped.TrySetResult();
                }
            }
        }
    }
}
