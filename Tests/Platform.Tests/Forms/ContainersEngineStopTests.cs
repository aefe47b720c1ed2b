using System.Net;
using System.Text.RegularExpressions;
using Platform.Tests.Processes;

namespace Platform.Tests.Forms;

/// <summary>Docker itself stops while the shop runs on its containers.</summary>
public sealed partial class ContainersEngineStopTests
{
    private static readonly string[] s_stores = [ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage];

    [Fact]
    public async Task When_docker_stops_each_store_says_so_the_API_lives_the_environment_ends_in_time_and_later_has_its_data()
    {
        LongTests.SkipUnlessWanted();
        await ContainerEngine.RequireDockerAsync("This is about Docker's daemon");
        Assert.SkipWhen(OwnDaemon.Missing is not null, OwnDaemon.Missing ?? "");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await using var docker = new OwnDaemon(folder.FullName);
            await docker.RunAsync();
            await docker.LoadAsync(await ContainerEngine.ReferenceAsync("Postgres"), await ContainerEngine.ReferenceAsync("Redis"), await ContainerEngine.ReferenceAsync("Storage"));
            await StopWhileTheShopRunsAsync(docker);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task StopWhileTheShopRunsAsync(OwnDaemon docker)
    {
        var environment = new Dictionary<string, string?> { ["Platform__Form"] = "container", ["DOCKER_HOST"] = docker.Host };
        await using var run = AppHostProcess.Start(environment: environment);
        await run.WaitUntilReadyAsync();
        var marks = await ShopMarks.LeaveAsync(run);

        await docker.StopAsync();

        var health = "";
        await Wait.UntilAsync(
            async () => (health = (await Make.TryRunAsync(run.State, run.Ports, "health")).Output) is var text
                && s_stores.All(store => Regex.IsMatch(text, $"(?m)^{store} +{KnownResourceStates.RuntimeUnhealthy}")),
            () => $"not every store is {KnownResourceStates.RuntimeUnhealthy}:\n{health}",
            pause: TimeSpan.FromMilliseconds(200));
        foreach (var store in s_stores)
        {
            Assert.Single(Advice().Matches(await Make.RunAsync(run, "logs", $"SERVICE={store}")));
        }

        using (var api = run.CreateApiClient())
        {
            using var live = await api.GetAsync("/health/live", TestContext.Current.CancellationToken);
            using var ready = await api.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (live.StatusCode, ready.StatusCode));
        }

        run.Terminate();
        await run.WaitForExitAsync(TimeSpan.FromSeconds(15));
        await run.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(15));
        Assert.Empty(run.LeftInTemporaryFolder());
        string[] removals = [.. Removal().Matches(run.Output).Select(match => match.Groups["container"].Value)];
        Assert.Equal(s_stores, removals.Select(container => container.Split('-')[0]).Order());

        // What the console says to do is enough, and the data is what it was.
        await docker.RunAsync();
        await docker.LinesAsync(["rm", "--force", .. removals]);
        await using var next = AppHostProcess.Start(run.State, run.Ports, environment: environment);
        await next.WaitUntilReadyAsync();
        await marks.AssertThereAsync(next);
        next.Terminate();
        Assert.Equal(0, await next.WaitForExitAsync());
        await next.WaitUntilNothingIsLeftAsync();
        Assert.Empty(await docker.LinesAsync("ps", "--all", "--quiet"));
        Assert.Empty(await docker.LinesAsync("network", "ls", "--quiet", "--filter", "type=custom"));
        Assert.Empty(await docker.LinesAsync("volume", "ls", "--quiet"));
    }

    [GeneratedRegex("Docker is installed and does not answer")]
    private static partial Regex Advice();

    [GeneratedRegex("docker rm --force (?<container>[a-z0-9-]+)")]
    private static partial Regex Removal();
}
