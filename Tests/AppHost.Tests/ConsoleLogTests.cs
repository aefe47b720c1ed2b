using Platform.AppHost.Commands.Logs;
using Platform.AppHost.Logs;

namespace Platform.AppHost.Tests;

public sealed class ConsoleLogTests : IDisposable
{
    private static readonly DateTime s_printed = new(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2026-11-20 13:54:02.333 UTC [31] LOG:  database system is ready to accept connections", "13:54:02.333", nameof(LogEntryLevel.Information), "database system is ready to accept connections")]
    [InlineData("2026-11-20 13:54:02.333 UTC [31] app@shopdb ERROR:  relation \"x\" does not exist", "13:54:02.333", nameof(LogEntryLevel.Error), "relation \"x\" does not exist")]
    [InlineData("2026-11-20 13:54:02.333 UTC [31] app@shopdb STATEMENT:  SELECT 1", "13:54:02.333", nameof(LogEntryLevel.Information), "STATEMENT: SELECT 1")]
    [InlineData("2026-11-20 13:54:02.333 UTC [31] PANIC:  could not write", "13:54:02.333", nameof(LogEntryLevel.Fatal), "could not write")]
    [InlineData("ts=2026-11-20T13:54:02.333Z caller=main.go:512 level=warn msg=\"No \\\"x\\\"\" err=\"not found\"", "13:54:02.333", nameof(LogEntryLevel.Warning), "No \"x\": not found")]
    [InlineData("{\"@timestamp\":\"2026-11-20T13:54:02.333Z\",\"log.level\":\"ERROR\",\"message\":\"no room\"}", "13:54:02.333", nameof(LogEntryLevel.Error), "no room")]
    [InlineData("{\"@timestamp\":\"2026-11-20T14:54:02.333+01:00\",\"log\":{\"level\":\"INFO\"},\"message\":\"started\"}", "13:54:02.333", nameof(LogEntryLevel.Information), "started")]
    [InlineData("MailDev webapp running at http://127.0.0.1:1080", "10:00:00.000", nameof(LogEntryLevel.Information), "MailDev webapp running at http://127.0.0.1:1080")]
    [InlineData("{\"time\":1", "10:00:00.000", nameof(LogEntryLevel.Information), "{\"time\":1")]
    public void Lines_of_every_program_have_time_level_and_message(string text, string time, string level, string message)
    {
        var line = ConsoleLine.Parse(text, s_printed);

        Assert.Equal((time, level, message), ($"{line.Time:HH:mm:ss.fff}", line.Level.ToString(), line.Message));
        Assert.Equal(DateTimeKind.Utc, line.Time.Kind);
    }

    [Fact]
    public void Redis_writes_the_local_time()
    {
        var line = ConsoleLine.Parse("31:M 20 Nov 2026 13:33:19.123 # Server initialized", s_printed);

        Assert.Equal((new DateTime(2026, 11, 20, 13, 33, 19, 123, DateTimeKind.Local).ToUniversalTime(), LogEntryLevel.Warning, "Server initialized", (int?)31), (line.Time, line.Level, line.Message, line.Process));
    }

    [Fact]
    public void A_slow_statement_says_how_long_it_took_and_whose_it_is()
    {
        var line = ConsoleLine.Parse("2026-11-20 13:54:02.333 UTC [31] app@shopdb LOG:  duration: 312.504 ms  statement: SELECT 1", s_printed);

        Assert.Equal(312.504, line.DurationMs);
        Assert.Equal([new("User", "app"), new("Database", "shopdb")], line.Properties);
    }

    [Fact]
    public void Printed_lines_become_entries_once_with_what_continues_them_and_without_secrets()
    {
        var log = new ConsoleLog(_folder.Path, "postgres");
        string[] lines =
        [
            "2026-11-20T13:54:02.3331111Z 2026-11-20 13:54:02.333 UTC [31] app@shopdb ERROR:  no user a@example.com",
            "2026-11-20T13:54:02.3331111Z 2026-11-20 13:54:02.333 UTC [31] app@shopdb STATEMENT:  SELECT 1",
            "2026-11-20T13:54:02.3331111Z \tFROM users",
            """2026-11-20T13:54:03Z {"@t":"2026-11-20T13:54:03Z","@l":"Debug","@mt":"Of {Service}","Service":"migrations"}""",
            "2026-11-20T13:54:04Z ",
        ];
        log.Add(lines);
        log.BeginAnew();
        log.Add([.. lines, "2026-11-20T13:54:05Z after"]);
        log.Dispose();

        Assert.Equal(
            ["no user ***", "STATEMENT: SELECT 1\n\tFROM users", "Of migrations", "after"],
            new LogFolder(_folder.Path).ReadLast(new(null, LogEntryLevel.Verbose, null), 10).Select(entry => entry.Message));
    }

    [Fact]
    public async Task A_stack_trace_that_comes_in_two_parts_stays_with_its_line_and_is_written_without_another_one()
    {
        using var log = new ConsoleLog(_folder.Path, "kibana");
        log.Add(["2026-11-20T13:54:02Z Error: no room", "2026-11-20T13:54:02Z     at one"]);
        log.Add(["2026-11-20T13:54:02Z     at two"]);

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        while (Directory.GetFiles(_folder.Path).Length == 0)
        {
            await Task.Delay(20, bound.Token);
        }

        Assert.Equal(["Error: no room\n    at one\n    at two"], Read().Select(entry => entry.Message));
    }

    [Fact]
    public void Of_a_service_with_files_of_its_own_there_is_what_is_not_in_those()
    {
        using (var log = new ConsoleLog(_folder.Path, "api", hasOwnFiles: true))
        {
            log.Add(
            [
                """2026-11-20T13:54:01Z {"@t":"2026-11-20T13:54:01Z","@l":"Error","@m":"in the service's own file","Service":"api"}""",
                "2026-11-20T13:54:02Z Unhandled exception. System.InvalidOperationException: No room",
                "2026-11-20T13:54:02Z for two lines.",
                """2026-11-20T13:54:02Z {"@t":"2026-11-20T13:54:02Z","@l":"Information","@m":"between them","Service":"api"}""",
                "2026-11-20T13:54:02Z    at Shop.Orders.Place()",
            ]);
        }

        Assert.Equal($"api-console-{DateTime.Now:yyyyMMdd}.clef", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.Path))));
        var entry = Assert.Single(Read());
        Assert.Equal(
            (LogEntryLevel.Error, "api", "Unhandled exception. System.InvalidOperationException: No room", "System.InvalidOperationException: No room\nfor two lines.\n   at Shop.Orders.Place()"),
            (entry.Level, entry.Service, entry.Message, entry.Exception));
    }

    [Fact]
    public void More_lines_than_are_remembered_are_not_added_again_and_equal_ones_are_kept()
    {
        var time = new DateTime(2026, 11, 20, 13, 0, 0, DateTimeKind.Utc);
        string[] lines = [.. Enumerable.Range(0, 6000).Select(number => $"{time.AddMilliseconds(number):O} line {number}"), $"{time.AddMinutes(1):O} equal", $"{time.AddMinutes(1):O} equal"];
        using (var log = new ConsoleLog(_folder.Path, "redis"))
        {
            log.Add(lines);
            log.BeginAnew();
            log.Add([.. lines, $"{time.AddMinutes(2):O} new"]);
        }

        Assert.Equal([.. lines.Select(line => line.Split(' ', 2)[1]), "new"], Read(10_000).Select(entry => entry.Message));
    }

    [Fact]
    public void A_stack_trace_in_JSON_is_kept()
    {
        using (var log = new ConsoleLog(_folder.Path, "elasticsearch"))
        {
            log.Add(
            [
                """2026-11-20T13:54:02Z {"@timestamp":"2026-11-20T13:54:02.333Z","log.level":"ERROR","message":"failed","error.stack_trace":"java.io.IOException: no room\n\tat x"}""",
                """2026-11-20T13:54:03Z {"@timestamp":"2026-11-20T13:54:03.333Z","log":{"level":"ERROR"},"message":"failed","error":{"stack_trace":"Error: no room\n    at y"} }""",
            ]);
        }

        Assert.Equal(["java.io.IOException: no room\n\tat x", "Error: no room\n    at y"], Read().Select(entry => entry.Exception));
    }

    private IReadOnlyList<LogEntry> Read(int count = 100) => [.. new LogFolder(_folder.Path).ReadLast(new(null, LogEntryLevel.Verbose, null), count)];

    [Fact]
    public void Files_older_than_30_days_are_removed_and_those_of_others_are_not()
    {
        string[] kept = [$"redis-{DateTime.Now.AddDays(-30):yyyyMMdd}.clef", "redis-browser-20200101.clef"];
        foreach (var name in (string[])[.. kept, "redis-20200101.clef", "redis-20200101_001.clef"])
        {
            File.WriteAllText(Path.Combine(_folder.Path, name), "");
        }

        using (var log = new ConsoleLog(_folder.Path, "redis"))
        {
            log.Add(["2026-11-20T13:54:05Z line"]);
        }

        Assert.Equal([.. kept.Append($"redis-{DateTime.Now:yyyyMMdd}.clef").Order(StringComparer.Ordinal)], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
