using Platform.Tests.Processes;

namespace Platform.Tests.Forms;

/// <summary>What becomes of data and containers when an environment ends, gently and not, and goes on in the other form.</summary>
public sealed class ContainersLifeTests
{
    private const int ShutDown = 1;

    private static readonly string[] s_stores = [ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage];

    private static readonly TimeSpan s_stopBound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_shop_goes_on_with_its_data_in_the_other_form_and_back_and_nothing_is_left_running()
    {
        await ContainerEngine.RequireAsync();
        string state;
        long order;
        IReadOnlyDictionary<string, string> ports;
        await using (var containers = Start("container"))
        {
            await containers.WaitUntilReadyAsync();
            (state, ports) = (containers.State, containers.Ports);
            using var anna = await ShopCustomer.LogInAsync(containers);
            await anna.PutIntoCartAsync(3);
            order = await anna.BuyAsync();
            Assert.Equal(3, (await ContainerEngine.OfAsync(state)).Length);
            Assert.Contains("The snapshot 'of-containers' is taken", await Make.RunAsync(containers, "snapshot", "NAME=of-containers"), StringComparison.Ordinal);
            await anna.PutIntoCartAsync(5);

            await StopAsync(containers);
            Assert.Equal(ShutDown, await ClusterStateAsync(state));
        }

        // The storage alone would start empty, and says so before anything is changed.
        await using (var refused = Start("process", state, ports))
        {
            Assert.Equal(1, await refused.WaitForExitAsync());
            Assert.Contains("storage has data of its container form", refused.Output, StringComparison.Ordinal);
            Assert.Contains("Platform__StartEmpty=true", refused.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("\"process\"", await File.ReadAllTextAsync(Path.Combine(state, "forms.json")), StringComparison.Ordinal);
        }

        await using (var processes = Start("process", state, ports, ("Platform__StartEmpty", "true")))
        {
            await processes.WaitUntilReadyAsync();
            await AssertGoesOnAsync(processes, order, inCart: 5);
            Assert.Empty(await ContainerEngine.OfAsync(state));
            await StopAsync(processes);
        }

        // Without being asked the form stays; asked, the storage has what it had as a container.
        await using var back = Start("container", state, ports);
        await back.WaitUntilReadyAsync();
        await AssertGoesOnAsync(back, order, inCart: 5);
        Assert.Contains("storage goes on with the data of its container form", back.Output, StringComparison.Ordinal);

        Assert.Contains("The snapshot 'of-containers' is restored", await Make.RunAsync(back, "restore", "NAME=of-containers"), StringComparison.Ordinal);
        await AssertGoesOnAsync(back, order, inCart: 3);

        Assert.Contains("All stores are new", await Make.RunAsync(back, "reset", "FORCE=1"), StringComparison.Ordinal);
        using var again = await ShopCustomer.LogInAsync(back);
        Assert.Equal(0, await again.InCartAsync());
        await StopAsync(back);
    }

    [Fact]
    public async Task Killed_containers_are_started_again_and_SIGKILL_of_the_AppHost_leaves_none_and_what_was_acknowledged_is_there()
    {
        await ContainerEngine.RequireAsync();
        await using var killed = Start("container");
        await killed.WaitUntilReadyAsync();
        var marks = await ShopMarks.LeaveAsync(killed);

        await Task.WhenAll(s_stores.Select(store => KillAsync(killed, store)));
        await marks.AssertThereAsync(killed);

        var traces = await ContainerTraces.ReadAsync(killed.State);
        killed.Kill();

        await killed.WaitUntilNothingIsLeftAsync(s_stopBound);
        await Wait.UntilAsync(async () => (await ContainerEngine.OfAsync(killed.State)).Length == 0, () => "containers are left", s_stopBound);
        await traces.AssertGoneAsync();

        // The next start goes on in the form that is remembered.
        await using var next = AppHostProcess.Start(killed.State, killed.Ports);
        await next.WaitUntilReadyAsync();
        await marks.AssertThereAsync(next);
        Assert.Equal(3, (await ContainerEngine.OfAsync(next.State)).Length);
    }

    [Fact]
    public async Task An_image_that_cannot_be_had_is_named_and_the_others_stay_up()
    {
        await ContainerEngine.RequireAsync();
        await using var run = Start("process", state: null, ports: null, ("Platform__Forms__redis", "container"), ("Platform__Registry", "registry.invalid/mirror"));

        await run.WaitForOutputAsync("registry.invalid/mirror/library/redis");
        await run.WaitForOutputAsync("redis failed to start");
    }

    [Fact]
    public async Task A_full_disk_is_named_and_the_servers_start_when_there_is_room()
    {
        await ContainerEngine.RequireAsync();
        await using var disk = await SmallDisk.MountAsync(25);
        await using var run = Start("container", Path.Combine(disk.Folder, ".platform"));
        await run.WaitForOutputAsync("No space left on device");

        await disk.ResizeAsync(300);

        await run.WaitUntilReadyAsync();
        await StopAsync(run);
    }

    private static AppHostProcess Start(string form, string? state = null, IReadOnlyDictionary<string, string>? ports = null, params (string Name, string Value)[] settings) =>
        AppHostProcess.Start(state, ports, environment: settings.Append(("Platform__Form", form)).ToDictionary(setting => setting.Item1, setting => (string?)setting.Item2));

    /// <summary>Kills a container as somebody with the engine's own program would, and waits for the restart policy to have it started again.</summary>
    private static async Task KillAsync(AppHostProcess run, string store)
    {
        var killed = (await ContainerEngine.RunningAsync(run.State, store))!;
        await ContainerEngine.LinesAsync("kill", killed);
        await Wait.UntilAsync(
            async () => await ContainerEngine.RunningAsync(run.State, store) is { } next && next != killed,
            () => $"{store} is not started again:\n{run.Output}",
            pause: TimeSpan.FromMilliseconds(200));
    }

    private static async Task StopAsync(AppHostProcess run)
    {
        run.Terminate();
        Assert.Equal(0, await run.WaitForExitAsync(s_stopBound));
        await run.WaitUntilNothingIsLeftAsync(s_stopBound);
        Assert.Empty(await ContainerEngine.OfAsync(run.State));
        Assert.Empty(run.LeftInTemporaryFolder());
    }

    private static async Task AssertGoesOnAsync(AppHostProcess run, long order, int inCart)
    {
        using var anna = await ShopCustomer.LogInAsync(run);
        Assert.Equal(inCart, await anna.InCartAsync());
        await using var database = await ShopDatabase.OpenAsync(run);
        Assert.Equal([order], await database.ColumnAsync<long>($"select id from orders where id = {order}"));
    }

    // src/include/catalog/pg_control.h: uint64 system_identifier, uint32 pg_control_version, uint32 catalog_version_no, DBState state.
    private static async Task<int> ClusterStateAsync(string state) =>
        BitConverter.ToInt32(await File.ReadAllBytesAsync(Path.Combine(state, "data", ResourceNames.Postgres, "global", "pg_control")), 16);
}
