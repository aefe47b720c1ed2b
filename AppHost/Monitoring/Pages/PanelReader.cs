using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.AppHost.Monitoring.Pages;

/// <summary>Reads a panel of Grafana's JSON.</summary>
internal static class PanelReader
{
    public static Panel Read(JsonElement panel)
    {
        var grid = panel.GetProperty("gridPos");
        var field = panel.GetProperty("fieldConfig");
        var defaults = field.GetProperty("defaults");
        return new(
            panel.GetProperty("type").GetString()!,
            panel.GetProperty("title").GetString()!,
            panel.GetProperty("description").GetString()!,
            new(grid.GetProperty("x").GetInt32(), grid.GetProperty("y").GetInt32(), grid.GetProperty("w").GetInt32(), grid.GetProperty("h").GetInt32()),
            [.. panel.GetProperty("targets").EnumerateArray().Select(target => new PanelQuery(Text(target, "refId"), Text(target, "expr"), Text(target, "legendFormat")))])
        {
            Style = ReadStyle(defaults),
            Overrides = [.. field.GetProperty("overrides").EnumerateArray().Select(ReadOverride).OfType<FieldOverride>()],
            IsStacked = Find(defaults, "custom", "stacking", "mode")?.GetString() == "normal",
            HasLimitLines = Find(defaults, "custom", "thresholdsStyle", "mode")?.GetString() == "line",
            ShowsNames = Find(panel, "options", "textMode")?.GetString() == "value_and_name",
            Columns = ReadColumns(panel),
        };
    }

    private static FieldStyle ReadStyle(JsonElement defaults) => new(Text(defaults, "unit"))
    {
        Min = Find(defaults, "min")?.GetDouble(),
        Max = Find(defaults, "max")?.GetDouble(),
        Decimals = Find(defaults, "decimals")?.GetInt32(),
        Limits = Find(defaults, "thresholds", "steps") is { } steps
            ? [.. steps.EnumerateArray().Select(step => (step.GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NegativeInfinity, Text(step, "color")))]
            : [],
        Texts = Find(defaults, "mappings") is { } mappings
            ? mappings.EnumerateArray().SelectMany(mapping => mapping.GetProperty("options").EnumerateObject()).ToDictionary(option => option.Name, option => Text(option.Value, "text"))
            : new Dictionary<string, string>(),
    };

    // Null for what only has another colour.
    private static FieldOverride? ReadOverride(JsonElement item)
    {
        var matcher = item.GetProperty("matcher");
        var name = matcher.GetProperty("options").GetString()!;
        var properties = item.GetProperty("properties").EnumerateArray().ToDictionary(property => Text(property, "id"), property => property.GetProperty("value"));
        return properties.TryGetValue("unit", out var unit)
            ? new(Text(matcher, "id") == "byName" ? Regex.Escape(name) : name, unit.GetString()!, properties.TryGetValue("max", out var max) ? max.GetDouble() : null)
            : null;
    }

    private static Dictionary<string, string> ReadColumns(JsonElement panel) => Find(panel, "transformations") is { } steps
        ? steps.EnumerateArray()
            .Select(step => Find(step, "options", "renameByName")).OfType<JsonElement>()
            .SelectMany(names => names.EnumerateObject()).ToDictionary(name => name.Name, name => name.Value.GetString()!)
        : [];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement? Find(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (!element.TryGetProperty(name, out var next))
            {
                return null;
            }

            element = next;
        }

        return element;
    }
}
