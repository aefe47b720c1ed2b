using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class LogTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Lines_come_while_the_process_runs_with_their_stream_and_time()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.RunAsync(Engine.Script("e", "echo out; echo err >&2; exec sleep 1000"));
        Dictionary<DcpLogKind, DcpLogLine> seen = [];
        await foreach (var line in session.Client.ReadLogsAsync<Executable>("e", cancellationToken: Engine.Bound()))
        {
            seen.TryAdd(line.Kind, line);
            if (seen.Count == 3)
            {
                break;
            }
        }

        Assert.Equal("out", seen[DcpLogKind.Stdout].Text);
        Assert.Equal("err", seen[DcpLogKind.Stderr].Text);
        Assert.Equal("Starting process...", seen[DcpLogKind.System].Text);
        Assert.All(seen.Values, l => Assert.Equal(DateTimeOffset.UtcNow, l.Timestamp!.Value, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Reading_ends_with_the_process_and_keeps_a_last_line_without_a_line_break()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.CreateAsync(Engine.Script("e", "echo first; sleep 0.4; printf last"));
        var lines = await session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()).Select(l => l.Text).ToListAsync();
        Assert.Equal(["first", "last"], lines);
    }

    [Fact]
    public async Task Without_following_what_there_is_is_read()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.RunAsync(Engine.Script("e", "echo one; echo two; exec sleep 1000"));
        await foreach (var line in session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()))
        {
            if (line.Text == "two")
            {
                break;
            }
        }

        var lines = await session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: false, Engine.Bound()).Select(l => l.Text).ToListAsync();
        Assert.Equal(["one", "two"], lines);
    }

    [Fact]
    public async Task Following_stops_at_once_when_cancelled()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.RunAsync(Engine.Script("e", "echo one; exec sleep 1000"));
        using var stop = new CancellationTokenSource();
        var watch = new Stopwatch();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var line in session.Client.ReadLogsAsync<Executable>("e", cancellationToken: stop.Token))
            {
                watch.Start();
                await stop.CancelAsync();
            }
        });
        output.WriteLine($"ended {watch.ElapsedMilliseconds} ms after the cancellation");
    }

    [Fact]
    public async Task Reading_ends_when_another_workload_takes_the_name_and_the_lines_of_that_one_are_left_to_the_next_reader()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.RunAsync(Engine.Script("e", "seq 1 20; exec sleep 1000"));
        var read = 0;

        // The engine takes 6 s to stop a program, and longer on a busy machine.
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await foreach (var line in session.Client.ReadLogsAsync<Executable>("e", cancellationToken: bound.Token))
        {
            if (line.Kind is DcpLogKind.Stdout && ++read == 20)
            {
                await session.Client.DeleteAsync<Executable>("e");
                await ReplaceAsync(session.Client, bound.Token);
            }
        }

        Assert.Equal(20, read);
        Assert.Equal("1", (await session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()).FirstAsync()).Text);
    }

    [Fact]
    public async Task Many_lines_arrive_complete_and_in_order()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.CreateAsync(Engine.Script("e", "seq 1 50000"));
        var expected = 1;
        await foreach (var line in session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()))
        {
            Assert.Equal((expected++).ToString(), line.Text);
        }

        Assert.Equal(50001, expected);
    }

    [Fact]
    public async Task The_engine_writes_into_our_log()
    {
        using var log = new CollectingLoggerFactory();
        await using (var session = await Engine.StartAsync(loggers: log))
        {
            await session.Client.RunAsync(Engine.Script("e", "exec sleep 1000"));
            await Engine.UntilAsync(() => log.Entries.Any(e => e.Category.StartsWith("Aspire.Hosting.Dcp.", StringComparison.Ordinal)));
        }

        Assert.DoesNotContain(log.Entries, e => e.Level > LogLevel.Warning);
    }

    // The name is free once the engine has cleaned up.
    private static async Task ReplaceAsync(DcpClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await client.RunAsync(Engine.Script("e", "seq 1 30; exec sleep 1000"));
                return;
            }
            catch (DcpApiException)
            {
                await Task.Delay(5, cancellationToken);
            }
        }
    }
}
