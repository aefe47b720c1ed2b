using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>What the dashboards of Grafana ask Prometheus.</summary>
internal static partial class Dashboards
{
    /// <summary>Each query of each panel, once.</summary>
    public static IEnumerable<string> Queries() => All()
        .SelectMany(dashboard => dashboard.GetProperty("panels").EnumerateArray())
        .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
        .Select(target => target.GetProperty("expr").GetString()!)
        .Distinct();

    /// <summary>The queries of one panel.</summary>
    public static IReadOnlyList<string> Panel(string dashboard, string title) =>
    [
        .. All().Single(item => item.GetProperty("title").GetString() == dashboard).GetProperty("panels").EnumerateArray()
            .Single(panel => panel.GetProperty("title").GetString() == title).GetProperty("targets").EnumerateArray()
            .Select(target => target.GetProperty("expr").GetString()!),
    ];

    /// <summary>Label and selector of each variable: <c>label_values(http_requests_total, service)</c>.</summary>
    public static IEnumerable<(string Label, string Selector)> Variables() => All()
        .SelectMany(dashboard => dashboard.GetProperty("templating").GetProperty("list").EnumerateArray())
        .Where(variable => variable.GetProperty("type").GetString() == "query")
        .Select(variable => LabelValues().Match(variable.GetProperty("query").GetProperty("query").GetString()!))
        .Select(match => (match.Groups["label"].Value, match.Groups["selector"].Value));

    private static IEnumerable<JsonElement> All() => Directory
        .EnumerateFiles(Path.Combine(Projects.AppHost.ProjectPath, "config", "grafana", "dashboards"), "*.json")
        .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement);

    [GeneratedRegex(@"^label_values\((?<selector>.+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValues();
}
