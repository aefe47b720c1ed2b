using System.Net;
using System.Text.Json;
using Platform.ElasticsearchStandin;
using Platform.LogShipper.Tests.Support;

namespace Platform.LogShipper.Tests;

/// <summary>What the stand-in refuses, a real Elasticsearch refuses: these run against either.</summary>
public sealed class StandinTests
{
    private const string Create = """{"create":{"_index":"logs-platform-2026.11.20","_id":"1"}}""" + "\n";

    [Theory]
    [InlineData("", "request body is required")]
    [InlineData("""{"create":{"_index":"logs-platform-2026.11.20"}}""" + "\n{}", "must be terminated by a newline")]
    [InlineData("""{"make":{"_index":"logs-platform-2026.11.20"}}""" + "\n{}\n", "Malformed action/metadata line [1]")]
    [InlineData("""{"create":{"_index":"logs-platform-2026.11.20","_name":"1"}}""" + "\n{}\n", "unknown parameter [_name]")]
    public async Task A_bulk_request_of_the_wrong_form_is_refused(string body, string reason)
    {
        await using var server = await Server.StartSetUpAsync();

        var (status, answer) = await server.BulkAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, answer.GetProperty("error").GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"message":"no time"}""", "@timestamp")]
    [InlineData("""{"@timestamp":"yesterday"}""", "@timestamp")]
    [InlineData("""{"@timestamp":"1815-12-10T00:00:00Z"}""", "@timestamp")]
    [InlineData("""{"@timestamp":"2026-11-20T10:00:00Z","log":"text"}""", "[log]")]
    [InlineData("""{"@timestamp":"2026-11-20T10:00:00Z","log":{"offset":"here"}}""", "log.offset")]
    [InlineData("""{"@timestamp":"2026-11-20T10:00:00Z","service":{"name":{"a":1}}}""", "service.name")]
    [InlineData("""{"@timestamp":"2026-11-20T10:00:00Z","properties":"text"}""", "properties")]
    [InlineData("""{"@timestamp":"2026-11-20T10:00:00Z","message":"a","message":"b"}""", "message")]
    public async Task A_document_that_does_not_fit_the_template_is_refused_by_itself(string document, string field)
    {
        await using var server = await Server.StartSetUpAsync();

        var (status, answer) = await server.BulkAsync(Create + document + "\n");

        Assert.Equal(HttpStatusCode.OK, status);
        var item = answer.GetProperty("items")[0].GetProperty("create");
        Assert.Equal(400, item.GetProperty("status").GetInt32());
        Assert.Contains(field, item.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Data_streams_take_nothing_but_new_documents()
    {
        await using var server = await Server.StartSetUpAsync();

        var (_, answer) = await server.BulkAsync("""{"index":{"_index":"logs-platform-2026.11.20","_id":"1"}}""" + "\n" + """{"@timestamp":"2026-11-20T10:00:00Z"}""" + "\n", "elastic");

        Assert.Equal(400, answer.GetProperty("items")[0].GetProperty("index").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task What_no_template_makes_a_data_stream_is_not_made()
    {
        await using var server = await Server.StartSetUpAsync();

        var (_, answer) = await server.BulkAsync("""{"create":{"_index":"plain","_id":"1"}}""" + "\n" + """{"@timestamp":"2026-11-20T10:00:00Z"}""" + "\n", "elastic");

        Assert.Equal(404, answer.GetProperty("items")[0].GetProperty("create").GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("PUT", "/_index_template/x", """{"index_patterns":["x-*"],"pattern":1}""", 400)]
    [InlineData("PUT", "/_index_template/x", """{"index_patterns":["x-*"],"template":{"settings":{"index":{"shards":1}}}}""", 400)]
    [InlineData("PUT", "/_index_template/x", """{"index_patterns":["x-*"],"template":{"mappings":{"properties":{"a":{"type":"string"}}}}}""", 400)]
    [InlineData("PUT", "/_index_template/x", """{"index_patterns":["x-*"],"template":{"mappings":{"properties":{"a":{"type":"match_only_text","ignore_above":1}}}}}""", 400)]
    [InlineData("PUT", "/_index_template/x", """{"index_patterns":["logs-platform-2*"],"priority":500}""", 400)]
    [InlineData("PUT", "/_ilm/policy/x", """{"policy":{"phases":{"delete":{"min_age":"30","actions":{"delete":{}}}}}}""", 400)]
    [InlineData("PUT", "/_ilm/policy/x", """{"policy":{"phases":{"delete":{"min_age":"30d","actions":{"rollover":{}}}}}}""", 400)]
    [InlineData("PUT", "/_ilm/policy/x", """{"policy":{"phases":{"last":{"actions":{}}}}}""", 400)]
    [InlineData("PUT", "/_security/role/x", """{"indices":[{"names":["a"],"privileges":["writing"]}]}""", 400)]
    [InlineData("PUT", "/_security/user/x", """{"password":"short","roles":[]}""", 400)]
    [InlineData("PUT", "/_security/user/x", """{"password":"long-enough","roles":[],"title":"Dr"}""", 400)]
    [InlineData("DELETE", "/_security/_authenticate", null, 405)]
    [InlineData("GET", "/_cluster/health?wait=yellow", null, 400)]
    [InlineData("GET", "/_index_template/absent", null, 404)]
    [InlineData("GET", "/_no_such_thing/at/all", null, 400)]
    public async Task What_it_does_not_know_it_refuses(string method, string path, string? body, int expected)
    {
        await using var server = await Server.StartSetUpAsync();

        var (status, answer) = await server.SendAsync(new HttpMethod(method), path, body);

        Assert.True((int)status == expected, $"{(int)status}: {answer}");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("elastic", "wrong")]
    [InlineData("nobody", "password")]
    public async Task Who_is_not_known_gets_nothing(string user, string? password)
    {
        await using var server = await Server.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(HttpMethod.Get, "/", user: user, password: password)).Status);
    }

    [Fact]
    public async Task Answers_have_what_filter_path_leaves()
    {
        await using var server = await Server.StartSetUpAsync();

        var (_, answer) = await server.BulkAsync(Create + """{"@timestamp":"2026-11-20T10:00:00Z"}""" + "\n", path: "/_bulk?filter_path=errors,items.*.status");

        Assert.Equal("""{"errors":false,"items":[{"create":{"status":201}}]}""", JsonSerializer.Serialize(answer.EnumerateObject().OrderBy(property => property.Name).ToDictionary(property => property.Name, property => property.Value)));
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_restart_with_the_same_folder()
    {
        using var data = new TemporaryFolder();
        for (var run = 0; run < 2; run++)
        {
            await using var standin = await Standin.StartAsync("http://127.0.0.1:0", Server.StandinPassword, data.Path);
            await using var server = Server.Of(standin);
            if (run == 0)
            {
                await server.SetUpAsync();
                await server.BulkAsync(Create + """{"@timestamp":"2026-11-20T10:00:00Z","message":"a"}""" + "\n");
            }

            Assert.Equal("a", Assert.Single(await server.ReadAsync()).GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused()
    {
        await using var server = await Server.StartAsync();

        Assert.Equal(HttpStatusCode.NotAcceptable, (await server.SendAsync(HttpMethod.Post, "/_bulk", Create + "{}\n", type: "text/plain")).Status);
    }
}
