using Platform.AppHost.Monitoring;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>Tests see in seconds what takes minutes.</summary>
public sealed class TimeScaleTests
{
    [Theory]
    [InlineData("  scrape_interval: 1m", "  scrape_interval: 6000ms")]
    [InlineData("        for: 2m\n        labels:", "        for: 12000ms\n        labels:")]
    [InlineData("expr: rate(a[5m]) / rate(b[1h]) > 60", "expr: rate(a[30000ms]) / rate(b[360000ms]) > 60")]
    [InlineData("repeat_interval: 12h", "repeat_interval: 4320000ms")]
    public void Durations_and_ranges_become_shorter(string before, string after) =>
        Assert.Equal($"# Times are divided by 10 (Platform:Monitoring:Speed).\n{after}", TimeScale.Apply(before, 10));

    [Theory]
    [InlineData("  scrape_interval: 10s\n  scrape_timeout: 10s\n", "  scrape_interval: 2000ms\n  scrape_timeout: 2000ms\n")]
    [InlineData("  evaluation_interval: 10s", "  evaluation_interval: 200ms")]
    public void A_target_always_has_two_seconds_to_answer(string before, string after) =>
        Assert.Equal($"# Times are divided by 50 (Platform:Monitoring:Speed).\n{after}", TimeScale.Apply(before, 50));

    [Theory]
    [InlineData("group_wait: 0s")]
    [InlineData("expr: time() - x < 21 * 86400 or redis_up == 0")]
    [InlineData("- record: service:http_requests:rate2m")]
    [InlineData("summary: It takes 5m or so")]
    public void Nothing_else_does(string text) => Assert.EndsWith($"\n{text}", TimeScale.Apply(text, 10), StringComparison.Ordinal);

    [Fact]
    public void At_the_speed_of_1_nothing_changes() => Assert.Equal("for: 2m", TimeScale.Apply("for: 2m", 1));

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task What_is_written_for_a_run_is_valid(int speed)
    {
        using var folder = new TemporaryFolder();
        var configuration = new MonitoringConfiguration(Configuration.PathOf("AppHost", "config"), State.StateFolder.At(folder.Path), speed);
        configuration.Write("prometheus");
        configuration.Write("alertmanager", Configuration.AlertmanagerValues);

        await Configuration.CheckAsync("promtool", "check", "config", Path.Combine(configuration.Folder("prometheus"), "prometheus.yml"));
        await Configuration.CheckAsync("amtool", "check-config", Path.Combine(configuration.Folder("alertmanager"), "alertmanager.yml"));
        Assert.Contains("Runbook: https://example.com/platform/{{", await File.ReadAllTextAsync(Path.Combine(configuration.Folder("alertmanager"), "alerts.tmpl"), TestContext.Current.CancellationToken));
        Assert.DoesNotMatch(@"\$\{[A-Z]", await File.ReadAllTextAsync(Path.Combine(configuration.Folder("alertmanager"), "alertmanager.yml"), TestContext.Current.CancellationToken));
    }
}
