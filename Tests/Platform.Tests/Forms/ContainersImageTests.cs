using System.Text.RegularExpressions;
using Platform.Tests.Processes;

namespace Platform.Tests.Forms;

/// <summary>What <c>make dev-docker</c> starts, from a registry of one's own.</summary>
public sealed class ContainersImageTests
{
    private static readonly TimeSpan s_stopBound = TimeSpan.FromSeconds(30);

    // Names in ContainerImages, by the resources that run them.
    private static readonly Dictionary<string, string> s_images = new()
    {
        [ResourceNames.Postgres] = "Postgres", [ResourceNames.Redis] = "Redis", [ResourceNames.Storage] = "Storage",
    };

    [Fact]
    public async Task Without_its_image_a_container_runs_on_fails_to_start_with_the_reason_and_goes_on_with_its_data_and_a_stop_leaves_nothing()
    {
        LongTests.SkipUnlessWanted();
        await ContainerEngine.RequireAsync("Prometheus");
        await ContainerEngine.RequireTunnelAsync();
        await using var mirror = await ImageMirror.MakeAsync([.. s_images.Values, "Prometheus"]);
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?>
        {
            ["Platform__Form"] = "container",
            ["Platform__Registry"] = mirror.Registry,
            ["Platform__Monitoring"] = "true",

            // What would try again and again here is left as it is.
            [$"Platform__Restart__{ResourceNames.Redis}"] = "no",
        });
        await run.WaitUntilReadyAsync();
        await UntilAllIsWellAsync(run);
        foreach (var (store, image) in s_images)
        {
            Assert.Equal([mirror[image]], await ContainerEngine.LinesAsync("inspect", "--format", "{{.Config.Image}}", (await ContainerEngine.RunningAsync(run.State, store))!));
        }

        var marks = await ShopMarks.LeaveAsync(run);

        // What runs does not need its image; a new start does.
        await mirror.RemoveAsync("Redis");
        await UntilAllIsWellAsync(run);
        var (exitCode, said) = await Make.TryRunAsync(run.State, run.Ports, "restart", $"RESOURCE={ResourceNames.Redis}");
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"The image '{mirror["Redis"]}' is not on this machine", said + await Make.RunAsync(run, "logs", $"SERVICE={ResourceNames.Redis}"), StringComparison.Ordinal);
        await UntilHealthSaysAsync(run, $"{ResourceNames.Redis} +{KnownResourceStates.FailedToStart}", isWell: false);
        await mirror.AddAsync("Redis");
        await Make.RunAsync(run, "start", $"RESOURCE={ResourceNames.Redis}");
        await UntilAllIsWellAsync(run);
        await marks.AssertThereAsync(run);

        var traces = await ContainerTraces.ReadAsync(run.State);
        Assert.True(traces.Containers >= 5, "The three stores, Prometheus and the tunnel are containers.");
        run.Terminate();
        Assert.Equal(0, await run.WaitForExitAsync(s_stopBound));
        await run.WaitUntilNothingIsLeftAsync(s_stopBound);
        await traces.AssertGoneAsync();
        Assert.Empty(run.LeftInTemporaryFolder());
    }

    // Prometheus starts by itself once the shop is ready.
    private static Task UntilAllIsWellAsync(AppHostProcess run) => UntilHealthSaysAsync(run, $"{ResourceNames.Prometheus} +Running +Healthy", isWell: true);

    private static Task UntilHealthSaysAsync(AppHostProcess run, string pattern, bool isWell)
    {
        var health = "";
        return Wait.UntilAsync(
            async () =>
            {
                (var exitCode, health) = await Make.TryRunAsync(run.State, run.Ports, "health");
                return exitCode == 0 == isWell && Regex.IsMatch(health, pattern);
            },
            () => health,
            pause: TimeSpan.FromMilliseconds(200));
    }
}
