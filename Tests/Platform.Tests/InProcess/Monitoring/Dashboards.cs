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

    /// <summary>Label and selector of each variable: <c>label_values(http_requests_total, service)</c>.</summary>
    public static IEnumerable<(string Label, string Selector)> Variables() => All()
        .SelectMany(dashboard => dashboard.GetProperty("templating").GetProperty("list").EnumerateArray())
        .Select(variable => LabelValues().Match(variable.GetProperty("query").GetProperty("query").GetString()!))
        .Select(match => (match.Groups["label"].Value, match.Groups["selector"].Value));

    private static IEnumerable<JsonElement> All() => Directory
        .EnumerateFiles(Path.Combine(Projects.AppHost.ProjectPath, "config", "grafana", "dashboards"), "*.json")
        .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement);

    [GeneratedRegex(@"^label_values\((?<selector>.+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValues();
}
