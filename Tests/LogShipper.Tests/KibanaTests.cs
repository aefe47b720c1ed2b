using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.LogShipper.Kibana;
using Platform.LogShipper.Tests.Support;

namespace Platform.LogShipper.Tests;

public sealed partial class KibanaTests
{
    private static string Folder => Path.Combine(Repository.Root, "AppHost", "config", "kibana");

    [Fact]
    public async Task Searches_dashboards_and_rules_are_brought_and_bringing_them_again_changes_nothing()
    {
        await using var kibana = await KibanaStandin.StartAsync();
        for (var run = 0; run < 2; run++)
        {
            var (code, output) = await RunAsync(kibana, KibanaStandin.Password);
            Assert.True(code == 0, output);
            Assert.Contains("Kibana has 8 searches, dashboards and rules.", output, StringComparison.Ordinal);
            Assert.Equal(7, kibana.Objects.Count);
            Assert.Single(kibana.Rules);
        }
    }

    [Fact]
    public async Task A_wrong_password_ends_it()
    {
        await using var kibana = await KibanaStandin.StartAsync();

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

        Assert.Equal(8, files.Length);
        Assert.DoesNotContain(asked, field => field.Name != "___records___" && !fields.ContainsKey(field.Name));
        Assert.All(asked.Where(field => field.IsCompared), field => Assert.Contains(fields[field.Name], new[] { "long", "date_nanos" }));
        Assert.Contains(("event.severity", true), asked);
        Assert.Contains(("correlation.id", false), asked);
    }

    [Fact]
    public void Panels_and_their_references_belong_together()
    {
        var dashboard = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Folder, "dashboard.json")));
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
                    ("columns", JsonValueKind.Array) => property.Value.EnumerateArray().Select(column => (column.GetString()!, false)),
                    ("sourceField" or "timeFieldName" or "timeField", JsonValueKind.String) => [(property.Value.GetString()!, false)],
                    ("query", JsonValueKind.String) => Term().Matches(property.Value.GetString()!).Select(term => (term.Groups[1].Value, term.Groups[2].Value != ":")),
                    ("range", JsonValueKind.Object) => property.Value.EnumerateObject().Select(range => (range.Name, true)),
                    _ => Asked(property.Value),
                });
            default:
                return [];
        }
    }

    private static Task<(int ExitCode, string Output)> RunAsync(KibanaStandin kibana, string password) => ShipperProcess.RunAsync(
        ["kibana"], ("Kibana__Url", kibana.Url.ToString()), ("Kibana__User", "elastic"), ("Kibana__Password", password), ("Kibana__Folder", Folder));

    // event.severity >= 4
    [GeneratedRegex(@"([\w.@]+) (:|>=|<=|>|<) ")]
    private static partial Regex Term();
}
