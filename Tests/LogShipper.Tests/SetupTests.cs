using System.Net;
using Platform.LogShipper.Documents;
using Platform.LogShipper.Tests.Support;

namespace Platform.LogShipper.Tests;

public sealed class SetupTests
{
    private const string Document = """{"@timestamp":"2026-11-20T10:00:00Z","message":"a"}""";

    [Fact]
    public async Task Setting_up_twice_is_as_setting_up_once_and_days_can_be_changed()
    {
        await using var server = await Server.StartAsync();
        var (first, said) = await ShipperProcess.SetupAsync(server);
        Assert.True(first == 0, said);
        var (_, template) = await server.SendAsync(HttpMethod.Get, "/_index_template/logs-platform");
        await server.BulkAsync(Create("1") + Document + "\n");

        var (code, output) = await ShipperProcess.SetupAsync(server, ("Setup__RetentionDays", "90"));

        Assert.True(code == 0, output);
        Assert.Contains("90 days", output, StringComparison.Ordinal);
        Assert.Equal("90d", (await PolicyAsync(server)).GetProperty("phases").GetProperty("delete").GetProperty("min_age").GetString());
        Assert.Equal(template.ToString(), (await server.SendAsync(HttpMethod.Get, "/_index_template/logs-platform")).Body.ToString());
        Assert.Equal(1, await server.CountAsync());
    }

    [Fact]
    public async Task Lines_are_kept_for_30_days_and_then_go()
    {
        await using var server = await Server.StartSetUpAsync();
        Assert.Equal("30d", (await PolicyAsync(server)).GetProperty("phases").GetProperty("delete").GetProperty("min_age").GetString());
        await server.BulkAsync(Create("1") + Document + "\n");
        var (_, streams) = await server.SendAsync(HttpMethod.Get, $"/_data_stream/{Server.Streams}");
        var stream = Assert.Single(streams.GetProperty("data_streams").EnumerateArray());
        Assert.Equal(("logs-platform", "logs-platform"), (stream.GetProperty("template").GetString(), stream.GetProperty("ilm_policy").GetString()));

        Assert.SkipWhen(server.Standin is null, "A real Elasticsearch's time cannot be moved.");
        server.Standin!.Pass(TimeSpan.FromDays(29));
        Assert.Equal(1, await server.CountAsync());
        server.Standin.Pass(TimeSpan.FromDays(1));
        Assert.Equal(0, await server.CountAsync());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("91")]
    [InlineData("a month")]
    public async Task Days_that_are_not_allowed_are_refused_before_anything_is_asked(string days)
    {
        await using var server = await Server.StartAsync();

        var (code, output) = await ShipperProcess.SetupAsync(server, ("Setup__RetentionDays", days));

        Assert.Equal(1, code);
        Assert.Contains("Setup__RetentionDays", output, StringComparison.Ordinal);
        Assert.Contains("from 1 to 90", output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync(HttpMethod.Get, "/_index_template/logs-platform")).Status);
    }

    [Fact]
    public async Task A_wrong_password_ends_the_setup_with_the_name_of_the_setting()
    {
        await using var server = await Server.StartAsync();

        var (code, output) = await ShipperProcess.SetupAsync(server, ("Elasticsearch__Password", "wrong"));

        Assert.Equal(1, code);
        Assert.Contains("Elasticsearch__Password", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Elasticsearch_that_does_not_answer_yet_is_waited_for()
    {
        await using var server = await Server.StartAsync();
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        var faults = new Queue<Fault>([Fault.NoAnswer, Fault.Unavailable, Fault.NoConnection, Fault.None, Fault.NoAnswer, Fault.Unavailable, Fault.LostAnswer]);
        proxy.Next = () => faults.TryDequeue(out var fault) ? fault : Fault.None;

        var (code, output) = await ShipperProcess.SetupAsync(server, ("Elasticsearch__Url", proxy.Url.ToString()), ("Elasticsearch__TimeoutSeconds", "1"));

        Assert.True(code == 0, output);
        Assert.Equal(201, await CreateAsync(server, "1", Server.Writer));
    }

    [Fact]
    public async Task An_Elasticsearch_that_never_answers_ends_the_setup_with_a_sentence()
    {
        await using var server = await Server.StartAsync();
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        proxy.Next = () => Fault.NoAnswer;

        var (code, output) = await ShipperProcess.SetupAsync(
            server, ("Elasticsearch__Url", proxy.Url.ToString()), ("Elasticsearch__TimeoutSeconds", "1"), ("Setup__PatienceSeconds", "1"));

        Assert.Equal(1, code);
        Assert.Contains("was not ready within 1 s: GET /_cluster/health?wait_for_status=yellow&timeout=1s: no answer within 1 s", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_writer_adds_lines_and_can_do_nothing_else()
    {
        await using var server = await Server.StartSetUpAsync();
        Assert.Equal(201, await CreateAsync(server, "1", Server.Writer));
        Assert.Equal(409, await CreateAsync(server, "1", Server.Writer));

        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Get, $"/{Server.Streams}/_search", user: Server.Writer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Delete, $"/_data_stream/{DataStream.Prefix}2026.11.20", user: Server.Writer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Put, "/_index_template/mine", """{"index_patterns":["mine-*"]}""", Server.Writer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Put, "/_security/user/mine", """{"password":"password","roles":["superuser"]}""", Server.Writer)).Status);
        var (_, other) = await server.BulkAsync("""{"create":{"_index":"other-2026","_id":"1"}}""" + "\n" + Document + "\n" + Create("2") + Document + "\n");
        Assert.Equal([403, 201], other.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("create").GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task Logstash_adds_lines_asks_for_the_version_and_can_do_nothing_else()
    {
        await using var server = await Server.StartAsync();
        var (code, output) = await ShipperProcess.SetupAsync(server, ("Setup__LogstashPassword", "logstash-password"));
        Assert.True(code == 0, output);

        var (_, created) = await server.SendAsync(HttpMethod.Post, "/_bulk", Create("1") + Document + "\n", "logstash", "logstash-password", "application/x-ndjson");

        Assert.Equal(201, created.GetProperty("items")[0].GetProperty("create").GetProperty("status").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/", user: "logstash", password: "logstash-password")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Get, $"/{Server.Streams}/_search", user: "logstash", password: "logstash-password")).Status);
    }

    [Fact]
    public async Task The_reader_reads_lines_and_can_do_nothing_else()
    {
        await using var server = await Server.StartSetUpAsync();
        await CreateAsync(server, "1", Server.Writer);

        Assert.Single(await server.ReadAsync());
        Assert.Equal(403, await CreateAsync(server, "2", Server.Reader));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Delete, $"/_data_stream/{DataStream.Prefix}2026.11.20", user: Server.Reader)).Status);
        Assert.Equal(1, await server.CountAsync());
    }

    private static string Create(string id) => $$$"""{"create":{"_index":"{{{DataStream.Prefix}}}2026.11.20","_id":"{{{id}}}"}}""" + "\n";

    // The request as a whole may be refused, or its only item.
    private static async Task<int> CreateAsync(Server server, string id, string user)
    {
        var (status, body) = await server.BulkAsync(Create(id) + Document + "\n", user);
        return status == HttpStatusCode.OK ? body.GetProperty("items")[0].GetProperty("create").GetProperty("status").GetInt32() : (int)status;
    }

    private static async Task<System.Text.Json.JsonElement> PolicyAsync(Server server) =>
        (await server.SendAsync(HttpMethod.Get, "/_ilm/policy/logs-platform")).Body.GetProperty("logs-platform").GetProperty("policy");
}
