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

    // Those that come with Grafana.
    private static readonly string[] s_panels = ["bargauge", "gauge", "heatmap", "stat", "table", "text", "timeseries"];

    private static readonly string[] s_variables = ["datasource", "query", "textbox"];

    [Fact]
    public void Each_has_the_fields_that_the_current_schema_requires() => Assert.All(s_files.Select(Read), dashboard =>
    {
        Assert.Equal(42, dashboard["schemaVersion"]!.GetValue<int>());
        Assert.All(dashboard["links"]!.AsArray(), link =>
        {
            Assert.All(["title", "tooltip", "icon"], name => Assert.NotNull(link![name]));
            Assert.True(link!["type"]!.GetValue<string>() switch { "link" => link["url"]!.GetValue<string>().Length > 0, "dashboards" => link["tags"]!.AsArray().Count > 0, _ => false }, link.ToJsonString());
            Assert.All(["asDropdown", "includeVars", "keepTime", "targetBlank"], name => link[name]!.GetValue<bool>());
        });
        Assert.All(Variables(dashboard), variable =>
        {
            Assert.Matches("^[a-z]+$", variable["name"]!.GetValue<string>());
            Assert.Contains(variable["type"]!.GetValue<string>(), s_variables);
            Assert.NotNull(variable["query"]);
            Assert.All(["text", "value"], name => Assert.NotNull(variable["current"]![name]));
        });
    });

    [Fact]
    public void Each_asks_the_data_source_that_is_chosen_above_it() => Assert.All(s_files.Select(Read), dashboard =>
    {
        var chosen = Variables(dashboard).First();
        Assert.Equal(("datasource", "datasource", "prometheus"), (chosen["name"]!.GetValue<string>(), chosen["type"]!.GetValue<string>(), chosen["query"]!.GetValue<string>()));
        Assert.All(Variables(dashboard).Where(variable => variable["type"]!.GetValue<string>() == "query").Concat(Panels(dashboard)), item =>
            Assert.Equal("${datasource}", item["datasource"]!["uid"]!.GetValue<string>()));

        // A variable that a link or a query names is there.
        Assert.Empty(Used().Matches(dashboard.ToJsonString()).Select(match => match.Groups[1].Value).Except(Variables(dashboard).Select(variable => variable["name"]!.GetValue<string>())));
    });

    [Fact]
    public void Panels_are_of_known_types_lie_on_the_grid_without_overlapping_and_have_limits_in_order() => Assert.All(s_files.Select(Read), dashboard =>
    {
        HashSet<(int, int)> taken = [];
        Assert.All(Panels(dashboard), panel =>
        {
            Assert.Contains(panel["type"]!.GetValue<string>(), s_panels);
            var (x, y, w, h) = (Grid(panel, "x"), Grid(panel, "y"), Grid(panel, "w"), Grid(panel, "h"));
            Assert.True(x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= 24, panel["gridPos"]!.ToJsonString());
            Assert.All(from column in Enumerable.Range(x, w) from row in Enumerable.Range(y, h) select (column, row), cell => Assert.True(taken.Add(cell), $"{panel["title"]} lies on another panel at {cell}"));
            Assert.All(panel["links"]?.AsArray() ?? [], link => Assert.All(["title", "url"], name => Assert.NotEmpty(link![name]!.GetValue<string>())));
            Assert.Equal(panel["targets"]!.AsArray().Count, panel["targets"]!.AsArray().Select(target => target!["refId"]!.GetValue<string>()).Distinct().Count());
            if (panel["fieldConfig"]!["defaults"]!["thresholds"] is { } limits)
            {
                Assert.Contains(limits["mode"]!.GetValue<string>(), new[] { "absolute", "percentage" });
                var values = limits["steps"]!.AsArray().Select(step => step!["value"]?.GetValue<double>() ?? double.NegativeInfinity).ToArray();
                Assert.Equal(double.NegativeInfinity, values[0]);
                Assert.Equal(values.Distinct().Order(), values);
                Assert.All(limits["steps"]!.AsArray(), step => Assert.NotEmpty(step!["color"]!.GetValue<string>()));
            }
        });
    });

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

    private static IEnumerable<JsonNode> Variables(JsonNode dashboard) => dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!);

    private static int Grid(JsonNode panel, string name) => panel["gridPos"]![name]!.GetValue<int>();

    private static IEnumerable<string> Queries(JsonNode panel) => panel["targets"]!.AsArray().Select(target => target!["expr"]!.GetValue<string>());

    [GeneratedRegex("\"/d/([\\w-]+)\"")]
    private static partial Regex Link();

    // $service and ${correlation:percentencode}, but not ${PLATFORM_DASHBOARD}.
    [GeneratedRegex(@"\$\{?([a-z]+)")]
    private static partial Regex Used();
}
