namespace Platform.Tests.Processes;

/// <summary>Monitoring as a developer has it.</summary>
public sealed class MonitoringTests
{
    [Fact]
    public async Task It_starts_when_the_shop_is_ready_shows_its_dashboards_as_a_page_and_ends_with_everything_else()
    {
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["Platform__Monitoring"] = "true", ["Platform__Monitoring__Speed"] = "5" });
        await run.WaitUntilReadyAsync();

        // Prometheus is the last to start, and the page is there once it has asked the others.
        var page = "";
        await Wait.UntilAsync(
            async () =>
            {
                var (exitCode, output) = await Make.TryRunAsync(run.State, run.Ports, "dashboards", "MINUTES=1");
                page = exitCode == 0 ? await File.ReadAllTextAsync(output.Trim(), TestContext.Current.CancellationToken) : output;
                return page.Contains("<small>api</small><b>up</b>", StringComparison.Ordinal);
            },
            () => $"the page does not say that the API is up: {page[..Math.Min(page.Length, 2000)]}",
            pause: TimeSpan.FromMilliseconds(500));
        Assert.Equal(8, page.Split("<section ").Length - 1);

        run.Terminate();
        Assert.Equal(0, await run.WaitForExitAsync());
        await run.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(10));
    }
}
