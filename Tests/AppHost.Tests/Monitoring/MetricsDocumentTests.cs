using System.Text.RegularExpressions;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>The table of metrics in docs/monitoring.md and what rules and dashboards ask for.</summary>
public sealed partial class MetricsDocumentTests
{
    // What a histogram or a scrape has beyond its name.
    private static readonly string[] s_suffixes = ["_bucket", "_count", "_sum"];

    [Fact]
    public void Every_metric_that_a_rule_or_a_panel_uses_is_explained()
    {
        var explained = Quoted().Matches(File.ReadAllText(Configuration.PathOf("docs", "monitoring.md"))).Select(match => match.Groups[1].Value).ToHashSet();
        var files = Configuration.Files("*.yml", "AppHost", "config", "prometheus", "rules")
            .Concat(Configuration.Files("*.json", "AppHost", "config", "grafana", "dashboards"));
        var used = files.SelectMany(file => Expression().Matches(File.ReadAllText(file)))
            .SelectMany(expression => Metric().Matches(expression.Value)).Select(match => match.Value).Distinct();

        Assert.DoesNotContain(used, name => !explained.Contains(name) && !s_suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal) && explained.Contains(name[..^suffix.Length])));
    }

    [Fact]
    public void Every_dashboard_is_listed()
    {
        var document = File.ReadAllText(Configuration.PathOf("docs", "monitoring.md"));
        Assert.All(
            Configuration.Files("*.json", "AppHost", "config", "grafana", "dashboards").Select(file => System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!["title"]!.GetValue<string>()),
            title => Assert.Contains($"\n| {title} | ", document, StringComparison.Ordinal));
    }

    [GeneratedRegex("`([a-z][A-Za-z0-9_]+)`")]
    private static partial Regex Quoted();

    // "expr": "up == 0" in a dashboard; expr: up == 0, or expr: | and lines that are indented further, in a rule.
    [GeneratedRegex(@"""expr"": ""(?:\\.|[^""\\])*""|^ +expr: (?:\|\n(?:          .+\n)+|.+)", RegexOptions.Multiline)]
    private static partial Regex Expression();

    // The families of metrics that there are; names of recording rules have colons.
    [GeneratedRegex(@"(?<![\w:])(?:http|kestrel|dotnet|log|db|redis|cache|storage|jobs|shop|s3|pg|node|probe|prometheus|alertmanager|scrape|logshipper|platform)_[a-zA-Z0-9_]+(?![\w:])")]
    private static partial Regex Metric();
}
