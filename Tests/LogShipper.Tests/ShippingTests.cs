using System.Text;
using System.Text.Json;
using Platform.LogShipper.Elasticsearch;
using Platform.LogShipper.Tests.Support;

namespace Platform.LogShipper.Tests;

public sealed class ShippingTests : IDisposable
{
    private readonly TemporaryFolder _logs = new();
    private readonly TemporaryFolder _state = new();

    public void Dispose()
    {
        _logs.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task Lines_arrive_when_they_are_complete_and_are_found_by_their_fields()
    {
        await using var server = await Server.StartSetUpAsync();
        using var shipper = Start(server.Url);
        Append("api-20261120.clef", Lines.Clef(1) + """{"@t":"2026-11-20T14:00:00Z","@l":"Error","@mt":"half""");
        Append("redis.log", "Ready to accept connections\r\n");
        await server.WaitForAsync(2, () => shipper.Output);
        Append("api-20261120.clef", " a line\",\"CorrelationId\":\"abc-1\"}\n\n");
        await server.WaitForAsync(3, () => shipper.Output);

        Assert.Equal("half a line", Message(Assert.Single(await server.ReadAsync("""{"term":{"correlation.id":"abc-1"}}"""))));
        Assert.Equal("half a line", Message(Assert.Single(await server.ReadAsync("""{"range":{"event.severity":{"gte":3}}}"""))));
        Assert.Equal("Ready to accept connections", Message(Assert.Single(await server.ReadAsync("""{"term":{"service.name":"redis"}}"""))));
        Assert.Equal(3, await server.CountAsync());
        Assert.Equal(3, await shipper.MetricAsync("logshipper_lines_total"));
        Assert.Equal(0, await shipper.MetricAsync("logshipper_lost_bytes_total"));
    }

    [Fact]
    public async Task Lines_wait_in_their_files_while_nobody_answers_or_the_password_is_wrong()
    {
        await using var server = await Server.StartSetUpAsync();
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        proxy.Next = () => Fault.NoConnection;
        using var shipper = Start(proxy.Url);
        Append("api.clef", Lines.Clef(1));
        await Wait.UntilAsync(() => proxy.Requests > 3, () => shipper.Output);
        Append("api.clef", Lines.Clef(2));
        await server.SendAsync(HttpMethod.Put, $"/_security/user/{Server.Writer}", """{"password":"another-one","roles":["log_writer"]}""");
        proxy.Next = () => Fault.None;
        await Wait.UntilAsync(() => proxy.Requests > 8, () => shipper.Output);
        Assert.Equal(0, await server.CountAsync());
        Assert.Contains("Elasticsearch takes no lines", shipper.Output, StringComparison.Ordinal);

        await server.SendAsync(HttpMethod.Put, $"/_security/user/{Server.Writer}", $$"""{"password":"{{Server.WriterPassword}}","roles":["log_writer"]}""");
        await server.WaitForAsync(2, () => shipper.Output);
        Assert.True(await shipper.MetricAsync("logshipper_failures_total") > 3);
    }

    [Fact]
    public async Task A_line_that_is_refused_is_kept_with_the_reason_and_holds_up_no_other()
    {
        await using var server = await Server.StartSetUpAsync();
        using var shipper = Start(server.Url);
        Append("api.clef", Lines.Clef(1) + """{"@t":"1815-12-10T00:00:00Z","@mt":"before time began"}""" + "\n" + Lines.Clef(2));
        await server.WaitForAsync(2, () => shipper.Output);
        await Wait.UntilAsync(() => File.Exists(_state.File("dead-letters.ndjson")), () => shipper.Output);

        using var letter = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(_state.File("dead-letters.ndjson"), TestContext.Current.CancellationToken)));
        Assert.Equal("document_parsing_exception", letter.RootElement.GetProperty("type").GetString());
        Assert.Equal(("api.clef", Lines.Clef(1).Length), (letter.RootElement.GetProperty("file").GetString(), letter.RootElement.GetProperty("offset").GetInt32()));
        Assert.Equal("before time began", Message(letter.RootElement.GetProperty("document")));
        Assert.NotEqual("", letter.RootElement.GetProperty("reason").GetString());
        await Wait.UntilAsync(async () => await shipper.MetricAsync("logshipper_dead_letters_total") == 1, () => shipper.Output);
        Assert.Equal(2, await server.CountAsync());

        // Once its cause is mended, it is sent again when its file is renamed.
        var again = letter.RootElement.GetRawText().Replace("1815-12-10", "2026-11-20", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_state.File("again"), $"{again}\n{{\"torn", TestContext.Current.CancellationToken);
        File.Move(_state.File("again"), _state.File("dead-letters.again.ndjson"));
        await server.WaitForAsync(3, () => shipper.Output);
        await Wait.UntilAsync(() => !File.Exists(_state.File("dead-letters.again.ndjson")), () => shipper.Output);
        Assert.Contains("before time began", (await server.ReadAsync()).Select(Message));
    }

    [Theory]
    [InlineData(nameof(Fault.ShardLimit), "maximum normal shards open")]
    [InlineData(nameof(Fault.UnknownParameter), "unrecognized parameter")]
    public async Task What_is_refused_for_a_reason_that_is_not_in_the_lines_is_sent_until_it_is_taken(string fault, string reason)
    {
        await using var server = await Server.StartSetUpAsync();
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        proxy.Next = () => Enum.Parse<Fault>(fault);
        using var shipper = Start(proxy.Url);
        Append("api.clef", string.Concat(Enumerable.Range(0, 10).Select(number => Lines.Clef(number))));
        await Wait.UntilAsync(() => proxy.Requests > 3, () => shipper.Output);
        Assert.Contains(reason, shipper.Output, StringComparison.Ordinal);

        proxy.Next = () => Fault.None;
        await server.WaitForAsync(10, () => shipper.Output);
        Assert.Equal(10, await server.CountAsync());
        Assert.False(File.Exists(_state.File("dead-letters.ndjson")));
    }

    [Theory]
    [InlineData(400, "document_parsing_exception", "[1:2] failed to parse field [@timestamp]", true)]
    [InlineData(400, "illegal_argument_exception", "Document contains at least one immense term in field=\"properties\"", true)]
    [InlineData(413, null, null, true)]
    [InlineData(400, "illegal_argument_exception", "Number of documents in the index can't exceed [2147483519]", false)]
    [InlineData(400, "index_closed_exception", "closed", false)]
    [InlineData(400, "validation_exception", "Validation Failed: 1: this action would add [2] shards", false)]
    [InlineData(403, "security_exception", "unauthorized", false)]
    [InlineData(503, "unavailable_shards_exception", "primary shard is not active", false)]
    public void A_line_is_refused_only_for_what_is_in_it(int status, string? type, string? reason, bool isRefused) =>
        Assert.Equal(isRefused, new ItemAnswer(status, type, reason).IsRefused);

    [Fact]
    public async Task Two_files_that_begin_alike_are_both_shipped()
    {
        await using var server = await Server.StartSetUpAsync();
        Append("a.log", "started\none\n");
        Append("b.log", "started\ntwo\n");
        using (var shipper = Start(server.Url))
        {
            await server.WaitForAsync(4, () => shipper.Output);
        }

        // Rotated while nobody answers: the one that is written anew is longer than the one that waits.
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        proxy.Next = () => Fault.NoConnection;
        using var again = Start(proxy.Url);
        Append("c.log", "began\nthree\n");
        await Wait.UntilAsync(() => proxy.Requests > 1, () => again.Output);
        File.Move(_logs.File("c.log"), _logs.File("c.log.1"));
        Append("c.log", "began\nfour\nand five\n");
        await Wait.UntilAsync(() => Positions().Contains("\"Length\": 20", StringComparison.Ordinal), Positions);
        proxy.Next = () => Fault.None;
        await server.WaitForAsync(9, () => again.Output);
        await Wait.UntilAsync(async () => await again.MetricAsync("logshipper_lag_bytes") == 0, () => again.Output);

        Assert.Equal(
            ["and five", "began", "began", "four", "one", "started", "started", "three", "two"],
            (await server.ReadAsync()).Select(Message).Order(StringComparer.Ordinal));
        Assert.Equal(0, await again.MetricAsync("logshipper_lost_bytes_total"));
    }

    [Fact]
    public async Task A_line_whose_end_never_came_is_shipped_once_its_file_has_a_successor()
    {
        await using var server = await Server.StartSetUpAsync();
        var hours = DateTime.UtcNow.AddHours(-1);
        Append("api-20261120.clef", Lines.Clef(1) + "{\"@t\":\"2026-11-20T14:00:00Z\",\"@mt\":\"no ro");
        Append("redis-20261120.clef", "torn");
        Append("postgres-20261121.clef", "being written");
        foreach (var file in Directory.EnumerateFiles(_logs.Path))
        {
            File.SetLastWriteTimeUtc(file, hours);
        }

        using var shipper = Start(server.Url);
        await server.WaitForAsync(1, () => shipper.Output);
        Append("api-20261121.clef", Lines.Clef(2));
        Append("redis-20261121.clef", "whole\n");
        await server.WaitForAsync(5, () => shipper.Output);

        Assert.Equal(["torn", "{\"@t\":\"2026-11-20T14:00:00Z\",\"@mt\":\"no ro"], (await server.ReadAsync("""{"term":{"tags":"cut"}}""")).Select(Message).Order(StringComparer.Ordinal));
        Assert.Equal(5, await server.CountAsync());
        Assert.Equal(0, await shipper.MetricAsync("logshipper_lag_bytes"));
    }

    [Fact]
    public async Task A_line_whose_end_never_came_is_counted_when_its_file_is_removed()
    {
        await using var server = await Server.StartSetUpAsync();
        using var shipper = Start(server.Url);
        Append("a.log", "one\ntorn");
        await server.WaitForAsync(1, () => shipper.Output);
        File.Delete(_logs.File("a.log"));

        await Wait.UntilAsync(async () => await shipper.MetricAsync("logshipper_lost_bytes_total") == "torn".Length, () => shipper.Output);
    }

    [Fact]
    public async Task A_file_that_gets_the_identity_of_another_after_a_power_failure_loses_no_line()
    {
        await using var server = await Server.StartSetUpAsync();
        Append("a.log", "started\none\n");
        using (var shipper = Start(server.Url))
        {
            await server.WaitForAsync(2, () => shipper.Output);
        }

        // The positions are gone, and so is the file whose identity the next one gets.
        File.Delete(_state.File("positions.json"));
        File.Delete(_logs.File("a.log"));
        Append("b.log", "started\ntwo\n");
        using var again = Start(server.Url);
        await server.WaitForAsync(3, () => again.Output);
        Assert.Contains("two", (await server.ReadAsync()).Select(Message));
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_cut_and_what_follows_it_is_not()
    {
        await using var server = await Server.StartSetUpAsync();
        using var shipper = Start(server.Url, ("Shipper__LineKilobytes", "1"));
        Append("a.log", new string('x', 3000) + "\nshort\n" + new string('y', 2_000_000) + "\nlast\n");
        await server.WaitForAsync(4, () => shipper.Output);

        var lines = await server.ReadAsync();
        Assert.Equal([new string('x', 1024), "short", new string('y', 1024), "last"], lines.Select(Message));
        Assert.Equal(["cut", "unparsed", "cut", "unparsed"], lines.Select(line => line.GetProperty("tags")[0].GetString()));
    }

    [Fact]
    public async Task A_file_that_is_renamed_goes_on_where_it_was_and_one_that_begins_like_an_emptied_one_is_another()
    {
        await using var server = await Server.StartSetUpAsync();
        using var shipper = Start(server.Url);
        Append("a.log", "started\none\n");
        await server.WaitForAsync(2, () => shipper.Output);
        File.Move(_logs.File("a.log"), _logs.File("a.log.1"));
        Append("a.log.1", "two\n");
        Append("b.log", "began\nthree\n");
        await server.WaitForAsync(5, () => shipper.Output);

        // The same first line, shorter and then longer than before.
        await File.WriteAllTextAsync(_logs.File("b.log"), "began\n", TestContext.Current.CancellationToken);
        await server.WaitForAsync(6, () => shipper.Output);
        await File.WriteAllTextAsync(_logs.File("b.log"), "began\nfour and more\n", TestContext.Current.CancellationToken);
        await server.WaitForAsync(7, () => shipper.Output);
        await File.WriteAllTextAsync(_logs.File("a.log.1"), "started\nfive\nsix and more\n", TestContext.Current.CancellationToken);
        await server.WaitForAsync(10, () => shipper.Output);

        Assert.Equal(
            ["began", "began", "five", "four and more", "one", "six and more", "started", "started", "three", "two"],
            (await server.ReadAsync()).Select(Message).Order(StringComparer.Ordinal));
        Assert.Equal(0, await shipper.MetricAsync("logshipper_lost_bytes_total"));
    }

    [Fact]
    public async Task What_was_removed_before_it_was_shipped_is_counted_and_said()
    {
        await using var server = await Server.StartSetUpAsync();
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        using var shipper = Start(proxy.Url);
        Append("a.log", "one\n");
        await server.WaitForAsync(1, () => shipper.Output);
        proxy.Next = () => Fault.Unavailable;
        Append("a.log", "two\n");
        Append("b.log", "three\n");
        await Wait.UntilAsync(() => Positions().Contains("b.log", StringComparison.Ordinal) && Positions().Contains("\"Length\": 8", StringComparison.Ordinal), Positions);
        File.Delete(_logs.File("b.log"));
        await Wait.UntilAsync(async () => await shipper.MetricAsync("logshipper_lost_bytes_total") == "three\n".Length, () => shipper.Output);

        // Also while nobody looks.
        shipper.Kill();
        File.Delete(_logs.File("a.log"));
        using var again = Start(proxy.Url);
        await Wait.UntilAsync(async () => await again.MetricAsync("logshipper_lost_bytes_total") == "two\n".Length, () => again.Output);
        Assert.Contains("was removed or emptied before it was shipped", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_positions_send_everything_again_and_no_line_is_there_twice()
    {
        await using var server = await Server.StartSetUpAsync();
        Append("api.clef", string.Concat(Enumerable.Range(0, 100).Select(number => Lines.Clef(number))));
        using (var shipper = Start(server.Url))
        {
            await server.WaitForAsync(100, () => shipper.Output);
        }

        await File.WriteAllTextAsync(_state.File("positions.json"), "[{\"Fing", TestContext.Current.CancellationToken);
        Append("api.clef", Lines.Clef(100));
        using var again = Start(server.Url);
        await server.WaitForAsync(101, () => again.Output);
        await Wait.UntilAsync(async () => await again.MetricAsync("logshipper_repeated_total") == 100, () => again.Output);
        Assert.Equal(101, await server.CountAsync());
        Assert.Contains("is made anew", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_are_too_large_are_sent_in_parts()
    {
        await using var server = await Server.StartSetUpAsync();
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        proxy.LongestBody = 20_000;
        Append("a.log", string.Concat(Enumerable.Range(0, 500).Select(number => $"line {number}\n")) + new string('z', 30_000) + "\n");
        using var shipper = Start(proxy.Url);
        await server.WaitForAsync(500, () => shipper.Output);
        await Wait.UntilAsync(async () => await shipper.MetricAsync("logshipper_dead_letters_total") == 1, () => shipper.Output);
        Assert.Equal(500, (await server.ReadAsync()).Select(Message).Distinct().Count());
    }

    private static string? Message(JsonElement line) => line.GetProperty("message").GetString();

    private string Positions() => File.ReadAllText(_state.File("positions.json"));

    private ShipperProcess Start(Uri elasticsearch, params (string Name, string Value)[] more) => ShipperProcess.Start(elasticsearch, _logs.Path, _state.Path, more);

    private void Append(string file, string text) => File.AppendAllText(_logs.File(file), text, new UTF8Encoding(false));
}
