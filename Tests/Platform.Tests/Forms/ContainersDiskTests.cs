using System.Net;
using Platform.Tests.Processes;

namespace Platform.Tests.Forms;

/// <summary>The disk with the data of all three stores becomes full while the shop runs on their containers.</summary>
public sealed class ContainersDiskTests
{
    // Orders that come one after another are many for one address.
    private static readonly Dictionary<string, string?> s_environment = new()
    {
        ["Platform__Form"] = "container", ["RateLimits__User"] = "0", ["RateLimits__Anonymous"] = "0",
    };

    private static readonly string[] s_stores = [ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage];

    // What PostgreSQL, Redis and MinIO's stand-in print about a full disk.
    private static readonly string[] s_complaints =
        ["postgres: could not extend file", "No space left on device", "redis: Short write while writing to the AOF file", "failed with InsufficientStorage"];

    [Fact]
    public async Task On_a_full_disk_each_store_refuses_to_write_and_says_why_and_with_room_again_all_is_there()
    {
        await ContainerEngine.RequireAsync();
        await using var disk = await SmallDisk.MountAsync(400);
        await using var run = AppHostProcess.Start(Path.Combine(disk.Folder, ".platform"), environment: s_environment);
        await run.WaitUntilReadyAsync();
        var marks = await ShopMarks.LeaveAsync(run);
        using var anna = await ShopCustomer.LogInAsync(run);
        using var administrator = await ShopCustomer.AdministratorAsync(run);

        disk.Fill();

        await UntilRefusedAsync("an image", administrator.SendImageAsync);
        await UntilRefusedAsync("a value of Redis", async () => await FillRedisAsync(run));
        await UntilRefusedAsync("an order", anna.BuyAsync, HttpStatusCode.ServiceUnavailable);
        var log = "";
        await Wait.UntilAsync(
            async () => (log = await Make.RunAsync(run, "logs")) is var lines && s_complaints.All(complaint => lines.Contains(complaint, StringComparison.Ordinal)),
            () => $"not every store says that its disk is full:\n{log}",
            TimeSpan.FromSeconds(15));

        var health = (await Make.TryRunAsync(run.State, run.Ports, "health")).Output;

        // None of them ends by it: what they have can still be read.
        Assert.All(s_stores, store => Assert.Matches($"(?m)^{store} +Running", health));
        disk.Empty();

        await marks.AssertThereAsync(run);
        await (await ShopMarks.LeaveAsync(run, inCart: 4)).AssertThereAsync(run);
        var traces = await ContainerTraces.ReadAsync(run.State);
        run.Terminate();
        Assert.Equal(0, await run.WaitForExitAsync());
        await run.WaitUntilNothingIsLeftAsync();
        await traces.AssertGoneAsync();
    }

    private static async Task FillRedisAsync(AppHostProcess run)
    {
        using var redis = await RedisClient.ConnectAsync(run);
        await redis.AskAsync("SET", "filler", new string('x', 100_000));
    }

    /// <summary>Repeats what has room in what a store has reserved, until it has none.</summary>
    private static async Task UntilRefusedAsync(string what, Func<Task> write, HttpStatusCode? expected = null)
    {
        var isRefused = false;
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await write();
                }
                catch (Exception e) when (e is HttpRequestException { StatusCode: >= HttpStatusCode.InternalServerError } or IOException)
                {
                    Assert.Equal(expected ?? (e as HttpRequestException)?.StatusCode, (e as HttpRequestException)?.StatusCode);
                    isRefused = true;
                }

                return isRefused;
            },
            () => $"{what} is still taken on a full disk");
    }
}
