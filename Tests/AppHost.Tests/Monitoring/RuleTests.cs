using System.Text.RegularExpressions;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>The rules of Prometheus: valid, tested, and explained.</summary>
public sealed partial class RuleTests
{
    private static readonly string[] s_rules = Configuration.Files("*.yml", "AppHost", "config", "prometheus", "rules");
    private static readonly string[] s_tests = Configuration.Files("*.test.yml", "Tests", "AppHost.Tests", "Monitoring", "rules");

    [Fact]
    public Task The_configuration_and_its_rules_are_valid() =>
        Configuration.PromtoolAsync("check", "config", Configuration.PathOf("AppHost", "config", "prometheus", "prometheus.yml"));

    [Fact]
    public Task Rules_fire_when_they_should_and_not_before() => Configuration.PromtoolAsync(["test", "rules", .. s_tests]);

    [Fact]
    public void Every_rule_is_tested_and_every_alert_with_and_without_a_reason() => Assert.All(s_rules, file =>
    {
        var text = File.ReadAllText(Configuration.PathOf("Tests", "AppHost.Tests", "Monitoring", "rules", Path.GetFileNameWithoutExtension(file) + ".test.yml"));
        var samples = Sample().Matches(text).Select(match => (Alerts: new Regex($"^({match.Groups["alerts"].Value})$"), State: match.Groups["state"].Value, Expected: match.Groups["expected"].Value)).ToArray();
        Assert.All(Names(file, "record"), name => Assert.Contains(name, text));
        Assert.All(Names(file, "alert"), name =>
        {
            Assert.Contains(samples, sample => sample.Alerts.IsMatch(name) && sample.State.Contains("firing", StringComparison.Ordinal) && sample.Expected.Contains("value: 1", StringComparison.Ordinal));
            Assert.True(name == "Watchdog" || samples.Any(sample => sample.Alerts.IsMatch(name) && sample.Expected.Length == 0), $"no test sees that {name} does not fire");
        });
    });

    [Fact]
    public void Every_alert_says_how_grave_it_is_and_what_to_do() => Assert.All(Alerts(), alert =>
    {
        Assert.Matches("\n +severity: (critical|warning|none)\n", alert.Text);
        Assert.All(["summary", "description", "action"], name => Assert.Matches($"\n +{name}: .", alert.Text));
        Assert.Contains($"\n          runbook_url: docs/alerts.md#{alert.Name.ToLowerInvariant()}\n", alert.Text);
    });

    [Fact]
    public void Each_alert_has_a_section_in_the_document_and_each_section_an_alert()
    {
        var sections = Section().Matches(File.ReadAllText(Configuration.PathOf("docs", "alerts.md"))).Select(match => match.Groups[1].Value);

        Assert.Equal(Alerts().Select(alert => alert.Name).Order(StringComparer.Ordinal), sections.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Name, string Text)> Alerts() => s_rules
        .SelectMany(file => Start().Split(File.ReadAllText(file)))
        .Where(text => text.StartsWith("alert: ", StringComparison.Ordinal))
        .Select(text => (text["alert: ".Length..text.IndexOf('\n')], text));

    private static IEnumerable<string> Names(string file, string kind)
    {
        var start = $"- {kind}: ";
        return File.ReadLines(file).Select(line => line.Trim()).Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..]);
    }

    [GeneratedRegex("^ +- (?=alert: |record: )", RegexOptions.Multiline)]
    private static partial Regex Start();

    // { expr: 'count by (service) (ALERTS{alertname="ApiDown", alertstate="firing"})', eval_time: 1m, exp_samples: [{ ..., value: 1 }] }
    [GeneratedRegex("""ALERTS\{alertname=~?"(?<alerts>[^"]+)"(?<state>[^}]*)\}.*exp_samples: \[(?<expected>.*)\] \}""", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex("^### (\\w+)$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
