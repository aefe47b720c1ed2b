using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.KibanaStandin;
using Platform.LogShipper.Tests.Support;

namespace Platform.LogShipper.Tests;

public sealed partial class KibanaTests
{
    private const string Password = "elastic-password";

    private static string RuleFile => Path.Combine(Folder, "rules", "4d1d9a34-6a0f-4f2b-9b3e-5f0f6f1f0a01.json");

    private static string Folder => Path.Combine(Repository.Root, "AppHost", "config", "kibana");

    [Fact]
    public async Task Searches_dashboards_and_rules_are_brought_and_bringing_them_again_changes_nothing()
    {
        await using var kibana = await StartAsync();
        for (var run = 0; run < 2; run++)
        {
            var (code, output) = await RunAsync(kibana, Password);
            Assert.True(code == 0, output);
            Assert.Contains("Kibana has 13 searches, dashboards, connectors and rules.", output, StringComparison.Ordinal);
            Assert.Equal(11, kibana.Objects.Count);
            Assert.Single(kibana.Rules);
            Assert.Single(kibana.Connectors);
        }
    }

    [Fact]
    public async Task A_wrong_password_ends_it()
    {
        await using var kibana = await StartAsync();

        var (code, output) = await RunAsync(kibana, "wrong");

        Assert.Equal(1, code);
        Assert.Contains("401", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_that_is_asked_for_is_one_of_the_index_template_and_of_a_type_that_can_be()
    {
        var fields = IndexFields.Read();
        var files = Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).ToArray();
        var asked = files.SelectMany(file => Asked(JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file)))).Distinct().ToArray();

        Assert.Equal(13, files.Length);
        Assert.DoesNotContain(asked, field => field.Name != "___records___" && !fields.ContainsKey(field.Name));
        Assert.All(asked.Where(field => field.IsCompared), field => Assert.Contains(fields[field.Name], new[] { "long", "date_nanos" }));
        Assert.Contains(("event.severity", true), asked);
        Assert.Contains(("correlation.id", false), asked);
    }

    [Fact]
    public async Task A_rule_whose_connector_is_not_there_is_refused()
    {
        await using var kibana = await StartAsync();
        using var folder = new TemporaryFolder();
        var rules = Directory.CreateDirectory(folder.File("rules")).FullName;
        Directory.CreateDirectory(folder.File("connectors"));
        File.Copy(Path.Combine(Folder, "data-view.json"), folder.File("data-view.json"));
        File.Copy(RuleFile, Path.Combine(rules, Path.GetFileName(RuleFile)));

        var (code, output) = await RunAsync(kibana, Password, folder.Path);

        Assert.Equal(1, code);
        Assert.Contains("there is no such connector", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rule_about_errors_fires_at_the_eleventh_in_five_minutes_and_not_before()
    {
        await using var server = await Server.StartSetUpAsync();
        using var logs = new TemporaryFolder();
        using var state = new TemporaryFolder();
        var now = DateTime.UtcNow;
        Append("Error", TimeSpan.FromMinutes(6), 5);
        Append("Warning", TimeSpan.FromMinutes(1), 5);
        Append("Error", TimeSpan.FromMinutes(4), 9);
        Append("Fatal", TimeSpan.FromMinutes(1), 1);
        using var shipper = ShipperProcess.Start(server.Url, logs.Path, state.Path);
        await server.WaitForAsync(20, () => shipper.Output);
        Assert.Equal((10, false), await EvaluateAsync(server, now));

        Append("Error", TimeSpan.Zero, 1);
        await server.WaitForAsync(21, () => shipper.Output);
        Assert.Equal((11, true), await EvaluateAsync(server, now));

        void Append(string level, TimeSpan ago, int count) => File.AppendAllText(
            logs.File("api.clef"), string.Concat(Enumerable.Range(0, count).Select(number => $$"""{"@t":"{{now - ago:O}}","@l":"{{level}}","@m":"{{number}}"}""" + "\n")));
    }

    // What Kibana asks for a rule of this type, and what it makes of the answer.
    private static async Task<(int Errors, bool Fires)> EvaluateAsync(Server server, DateTime now)
    {
        var rule = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(RuleFile)).GetProperty("params");
        Assert.Equal(("m", "count", "all", ">"), (Text("timeWindowUnit"), Text("aggType"), Text("groupBy"), Text("thresholdComparator")));
        var from = now.AddMinutes(-rule.GetProperty("timeWindowSize").GetInt32());
        var index = Assert.Single(rule.GetProperty("index").EnumerateArray());
        await server.SendAsync(HttpMethod.Post, $"/{index}/_refresh");
        var (status, answer) = await server.SendAsync(
            HttpMethod.Post,
            $"/{index}/_search",
            $$"""{"size":{{rule.GetProperty("size")}},"query":{"bool":{"filter":[{"range":{"{{Text("timeField")}}":{"gt":"{{from:O}}","lte":"{{now:O}}"} } },{{rule.GetProperty("esQuery").GetProperty("query")}}]} } }""",
            Server.Reader);
        Assert.True(status == System.Net.HttpStatusCode.OK, answer.ToString());
        var errors = answer.GetProperty("hits").GetProperty("total").GetProperty("value").GetInt32();
        return (errors, errors > rule.GetProperty("threshold")[0].GetInt32());

        string? Text(string name) => rule.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData("dashboard.json")]
    [InlineData("dashboard-requests.json")]
    public void Panels_and_their_references_belong_together(string file)
    {
        var dashboard = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Folder, file)));
        var panels = dashboard.GetProperty("attributes").GetProperty("panelsJSON").EnumerateArray().Select(panel => $"{panel.GetProperty("panelIndex")}:{panel.GetProperty("panelRefName")} {panel.GetProperty("type")}");

        Assert.Equal(panels, dashboard.GetProperty("references").EnumerateArray().Select(reference => $"{reference.GetProperty("name")} {reference.GetProperty("type")}"));
    }

    // Columns, sources of charts, and names in queries: those of KQL, and that of the rule in Elasticsearch's own language.
    private static IEnumerable<(string Name, bool IsCompared)> Asked(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return value.EnumerateArray().SelectMany(Asked);
            case JsonValueKind.Object:
                return value.EnumerateObject().SelectMany(property => (property.Name, property.Value.ValueKind) switch
                {
                    ("columns", JsonValueKind.Array) when property.Value.EnumerateArray().All(column => column.ValueKind is JsonValueKind.String) => property.Value.EnumerateArray().Select(column => (column.GetString()!, false)),
                    ("sourceField" or "timeFieldName" or "timeField", JsonValueKind.String) => [(property.Value.GetString()!, false)],
                    ("query", JsonValueKind.String) => Term().Matches(property.Value.GetString()!).Select(term => (term.Groups[1].Value, term.Groups[2].Value != ":")),
                    ("range", JsonValueKind.Object) => property.Value.EnumerateObject().Select(range => (range.Name, true)),
                    _ => Asked(property.Value),
                });
            default:
                return [];
        }
    }

    // It takes a while to be ready.
    private static Task<KibanaServer> StartAsync()
    {
        var asked = 0;
        var known = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{Password}"))}";
        return KibanaServer.StartAsync("http://127.0.0.1:0", authorization => Task.FromResult(authorization == known), () => Task.FromResult(asked++ >= 2));
    }

    private static Task<(int ExitCode, string Output)> RunAsync(KibanaServer kibana, string password, string? folder = null) => ShipperProcess.RunAsync(
        ["kibana"], ("Kibana__Url", kibana.Url.ToString()), ("Kibana__User", "elastic"), ("Kibana__Password", password), ("Kibana__Folder", folder ?? Folder));

    // event.severity >= 4
    [GeneratedRegex(@"([\w.@]+) (:|>=|<=|>|<) ")]
    private static partial Regex Term();
}
