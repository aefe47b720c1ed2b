using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>The dashboards of Grafana, as files. That their queries return data is a test of the whole environment.</summary>
public sealed partial class DashboardTests
{
    private static readonly string[] s_files = Configuration.Files("*.json", "AppHost", "config", "grafana", "dashboards");

    [Fact]
    public void Each_has_its_own_address_and_links_lead_somewhere()
    {
        var addresses = s_files.Select(file => Read(file)["uid"]!.GetValue<string>()).ToArray();
        var links = s_files.SelectMany(file => Link().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);

        Assert.Equal(addresses.Length, addresses.Distinct().Count());
        Assert.Empty(links.Except(addresses));
    }

    [Fact]
    public void Each_has_what_Grafana_asks_for() => Assert.All(s_files.Select(Read), dashboard =>
    {
        Assert.All(["title", "description", "tags", "schemaVersion", "time", "templating", "annotations", "links"], name => Assert.NotNull(dashboard[name]));
        Assert.Equal(Panels(dashboard).Count(), Panels(dashboard).Select(panel => panel["id"]!.GetValue<int>()).Distinct().Count());
    });

    [Fact]
    public void Each_panel_says_what_it_shows_in_which_unit_and_where_it_stands() => Assert.All(s_files.SelectMany(file => Panels(Read(file))), panel =>
    {
        Assert.All(["type", "title", "description"], name => Assert.NotEmpty(panel[name]!.GetValue<string>()));
        Assert.NotEmpty(panel["fieldConfig"]!["defaults"]!["unit"]!.GetValue<string>());
        Assert.Equal("prometheus", panel["datasource"]!["uid"]!.GetValue<string>());
        Assert.InRange(panel["gridPos"]!["x"]!.GetValue<int>() + panel["gridPos"]!["w"]!.GetValue<int>(), 1, 24);
        Assert.All(Queries(panel), query => Assert.DoesNotContain("vector(0)", query));
    });

    [Fact]
    public async Task Every_query_is_valid()
    {
        using var folder = new TemporaryFolder();
        var queries = s_files.SelectMany(file => Panels(Read(file))).SelectMany(Queries);
        var rules = queries.Select((query, number) => new { record = $"panel:{number}", expr = query.Replace("$service", "api", StringComparison.Ordinal) });

        // JSON is YAML.
        await File.WriteAllTextAsync(folder.File("panels.yml"), JsonSerializer.Serialize(new { groups = new[] { new { name = "panels", rules } } }));
        await Configuration.PromtoolAsync("check", "rules", folder.File("panels.yml"));
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file))!;

    private static IEnumerable<JsonNode> Panels(JsonNode dashboard) => dashboard["panels"]!.AsArray().Select(panel => panel!);

    private static IEnumerable<string> Queries(JsonNode panel) => panel["targets"]!.AsArray().Select(target => target!["expr"]!.GetValue<string>());

    [GeneratedRegex("\"/d/([\\w-]+)\"")]
    private static partial Regex Link();
}
