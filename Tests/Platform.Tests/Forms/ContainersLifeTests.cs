using System.Diagnostics;
using Platform.Tests.Processes;

namespace Platform.Tests.Forms;

/// <summary>What becomes of data and containers when an environment ends, gently and not, and goes on in the other form.</summary>
public sealed class ContainersLifeTests
{
    private const int ShutDown = 1;

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
    public async Task SIGKILL_of_the_AppHost_leaves_no_container_after_a_while_and_what_was_acknowledged_is_there()
    {
        await ContainerEngine.RequireAsync();
        await using var killed = Start("container");
        await killed.WaitUntilReadyAsync();
        using var anna = await ShopCustomer.LogInAsync(killed);
        var order = await anna.BuyAsync();

        killed.Kill();

        await killed.WaitUntilNothingIsLeftAsync(s_stopBound);
        await Wait.UntilAsync(async () => (await ContainerEngine.OfAsync(killed.State)).Length == 0, () => "containers are left", s_stopBound);

        // The next start goes on in the form that is remembered.
        await using var next = AppHostProcess.Start(killed.State, killed.Ports);
        await next.WaitUntilReadyAsync();
        await AssertGoesOnAsync(next, order, inCart: 0);
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
        Assert.SkipUnless(OperatingSystem.IsLinux() && System.Environment.IsPrivilegedProcess, "Only root can mount a small disk.");
        await ContainerEngine.RequireAsync();
        var disk = Directory.CreateTempSubdirectory("platform-disk-").FullName;
        Assert.SkipUnless(await MountAsync("-t", "tmpfs", "-o", "size=25m", "tmpfs", disk), "This machine does not let root mount a small disk.");
        try
        {
            await using var run = Start("container", Path.Combine(disk, ".platform"));
            await run.WaitForOutputAsync("No space left on device");

            Assert.True(await MountAsync("-o", "remount,size=300m", disk));

            await run.WaitUntilReadyAsync();
            await StopAsync(run);
        }
        finally
        {
            using var umount = Process.Start("umount", ["--lazy", disk]);
            await umount.WaitForExitAsync();
        }
    }

    private static async Task<bool> MountAsync(params string[] arguments)
    {
        using var mount = Process.Start("mount", arguments);
        await mount.WaitForExitAsync();
        return mount.ExitCode == 0;
    }

    private static AppHostProcess Start(string form, string? state = null, IReadOnlyDictionary<string, string>? ports = null, params (string Name, string Value)[] settings) =>
        AppHostProcess.Start(state, ports, environment: settings.Append(("Platform__Form", form)).ToDictionary(setting => setting.Item1, setting => (string?)setting.Item2));

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
