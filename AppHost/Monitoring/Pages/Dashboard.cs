using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.AppHost.Monitoring.Pages;

/// <summary>A dashboard of Grafana: the part of its JSON that can be shown without Grafana.</summary>
/// <param name="Uid">Its address among the others.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it answers.</param>
/// <param name="Variable">The variable that its queries have, or null.</param>
/// <param name="Panels">Its panels.</param>
internal sealed partial record Dashboard(string Uid, string Title, string Description, DashboardVariable? Variable, IReadOnlyList<Panel> Panels)
{
    /// <summary>Reads the dashboards of a folder, in the order of their names.</summary>
    public static IReadOnlyList<Dashboard> ReadAll(string folder) =>
        [.. Directory.GetFiles(folder, "*.json").Select(file => Parse(File.ReadAllText(file))).OrderBy(dashboard => dashboard.Uid != "platform-overview").ThenBy(dashboard => dashboard.Title, StringComparer.Ordinal)];

    /// <exception cref="JsonException">It is not JSON.</exception>
    public static Dashboard Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var variable = root.GetProperty("templating").GetProperty("list").EnumerateArray()
            .Where(item => item.GetProperty("type").GetString() == "query")
            .Select(item => (Name: item.GetProperty("name").GetString()!, Match: LabelValues().Match(item.GetProperty("query").GetProperty("query").GetString()!)))
            .Select(item => new DashboardVariable(item.Name, item.Match.Groups["label"].Value, item.Match.Groups["selector"].Value))
            .SingleOrDefault();
        return new(
            root.GetProperty("uid").GetString()!,
            root.GetProperty("title").GetString()!,
            root.GetProperty("description").GetString()!,
            variable,
            [.. root.GetProperty("panels").EnumerateArray().Select(PanelReader.Read)]);
    }

    [GeneratedRegex(@"^label_values\((?<selector>.+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValues();
}

/// <summary>A variable: the values of a label.</summary>
/// <param name="Name">Its name, which stands in queries as <c>$name</c>.</param>
/// <param name="Label">The label.</param>
/// <param name="Selector">The series that have it.</param>
internal sealed record DashboardVariable(string Name, string Label, string Selector);
