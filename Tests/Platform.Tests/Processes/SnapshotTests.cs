using System.Collections.Concurrent;
using System.Net;

namespace Platform.Tests.Processes;

/// <summary>Snapshots of the running environment, through the make targets.</summary>
public sealed class SnapshotTests
{
    // Clients that work without a pause are many for one address.
    private static readonly Dictionary<string, string?> s_withoutLimits = new() { ["RateLimits__User"] = "0", ["RateLimits__Anonymous"] = "0" };

    [Fact]
    public async Task Taken_while_orders_and_images_come_in_it_is_consistent_and_opens_in_another_clone()
    {
        await using var mine = AppHostProcess.Start(environment: s_withoutLimits);
        await mine.WaitUntilReadyAsync();
        using var anna = await ShopCustomer.LogInAsync(mine);
        await anna.PutIntoCartAsync(3);
        var orders = new ConcurrentQueue<long>();
        var images = new ConcurrentQueue<string>();
        using var administrator = await ShopCustomer.AdministratorAsync(mine);
        using var enough = new CancellationTokenSource();
        var clients = Task.WhenAll(
            RepeatAsync(async () => orders.Enqueue(await anna.BuyAsync()), enough.Token),
            RepeatAsync(async () => orders.Enqueue(await anna.BuyAsync()), enough.Token),
            RepeatAsync(async () => images.Enqueue(await administrator.SendImageAsync()), enough.Token),
            RepeatAsync(async () => images.Enqueue(await administrator.SendImageAsync()), enough.Token));
        await Wait.UntilAsync(() => orders.Count > 20 && images.Count > 20, () => $"{orders.Count} orders, {images.Count} images");
        var (ordersBefore, imagesBefore) = (orders.ToArray(), images.ToArray());

        Assert.Contains("The snapshot 'busy' is taken", await Make.RunAsync(mine, "snapshot", "NAME=busy"), StringComparison.Ordinal);

        var (ordersAfter, imagesAfter) = (orders.Count, images.Count);
        await Wait.UntilAsync(
            () => orders.Count > ordersAfter + 5 && images.Count > imagesAfter + 5,
            () => $"{orders.Count - ordersAfter} orders and {images.Count - imagesAfter} images after the snapshot");
        await enough.CancelAsync();
        await clients;
        await anna.PutIntoCartAsync(7);
        var last = await anna.BuyAsync();
        Assert.Contains("busy  ", await Make.RunAsync(mine, "snapshots"), StringComparison.Ordinal);

        Assert.Contains("The snapshot 'busy' is restored", await Make.RunAsync(mine, "restore", "NAME=busy"), StringComparison.Ordinal);

        var restored = await AssertWholeAsync(mine, administrator);
        Assert.Empty(ordersBefore.Except(restored.Orders));
        Assert.Empty(imagesBefore.Except(restored.Images));
        Assert.DoesNotContain(last, restored.Orders);
        Assert.Equal(3, await anna.InCartAsync());

        // To a colleague, whose passwords and keys are others.
        var file = Path.Combine(Path.GetDirectoryName(mine.State)!, "busy.snapshot.tar.gz");
        await Make.RunAsync(mine, "snapshot-export", "NAME=busy", $"FILE={file}");
        await Make.RunAsync(mine, "snapshot-delete", "NAME=busy");
        Assert.Contains("There are no snapshots.", await Make.RunAsync(mine, "snapshots"), StringComparison.Ordinal);
        mine.Terminate();
        Assert.Equal(0, await mine.WaitForExitAsync());

        var (theirState, theirPorts) = (AppHostProcess.NewState(), AppHostProcess.FreePorts());
        await MakeStoppedAsync(theirState, theirPorts, "is imported", "snapshot-import", $"FILE={file}", "NAME=from-a-colleague");
        await MakeStoppedAsync(theirState, theirPorts, "The snapshot comes from another clone", "restore", "NAME=from-a-colleague");
        await using var theirs = AppHostProcess.Start(theirState, theirPorts, environment: s_withoutLimits);
        await theirs.WaitUntilReadyAsync();
        using var theirAdministrator = await ShopCustomer.AdministratorAsync(theirs);
        var opened = await AssertWholeAsync(theirs, theirAdministrator);
        Assert.Equal(restored.Orders, opened.Orders);
        Assert.Equal(restored.Images, opened.Images);
        using var theirAnna = await ShopCustomer.LogInAsync(theirs);
        Assert.Equal(3, await theirAnna.InCartAsync());

        Assert.Contains("All stores are new", await Make.RunAsync(theirs, "reset", "FORCE=1"), StringComparison.Ordinal);
        using var again = await ShopCustomer.LogInAsync(theirs);
        Assert.Equal(0, await again.InCartAsync());
        await using (var database = await ShopDatabase.OpenAsync(theirs))
        {
            Assert.Empty((await database.ColumnAsync<long>("select id from orders")).Intersect(ordersBefore));
        }

        // What was there when it ran is there when it is stopped.
        await MakeStoppedAsync(mine.State, mine.Ports, "is taken", "snapshot", "NAME=stopped");
        await MakeStoppedAsync(mine.State, mine.Ports, "The data of all stores is gone", "reset", "FORCE=1");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(mine.State, "data"), "PG_VERSION", SearchOption.AllDirectories));
        await MakeStoppedAsync(mine.State, mine.Ports, "is restored", "restore", "NAME=stopped");
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(Path.Combine(mine.State, "data"), "PG_VERSION", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Killed_at_twenty_points_of_a_snapshot_or_a_restore_the_environment_has_the_old_data_or_the_new()
    {
        LongTests.SkipUnlessWanted();
        const int points = 20;
        var (state, ports) = (AppHostProcess.NewState(), AppHostProcess.FreePorts());
        var random = new Random(points);
        for (var point = 0; point < points; point++)
        {
            await using (var run = AppHostProcess.Start(state, ports))
            {
                await run.WaitUntilReadyAsync();
                if (point == 0)
                {
                    await MarkAsync(run, 1);
                    await Make.RunAsync(run, "snapshot", "NAME=one");
                }

                await MarkAsync(run, 2);
                var isRestore = point % 2 == 0;
                var working = Make.TryRunAsync(state, ports, isRestore ? ["restore", "NAME=one"] : ["snapshot", $"NAME=at-{point}"]);
                await Task.WhenAny(working, Task.Delay(random.Next(50, 2500)));
                run.Kill();
                await working;
                await run.WaitUntilNothingIsLeftAsync();
            }

            await using var next = AppHostProcess.Start(state, ports);
            await next.WaitUntilReadyAsync();
            var mark = await AssertMarkAsync(next);
            Assert.True(mark == 2 || (point % 2 == 0 && mark == 1), $"Point {point} left {mark}.");
            next.Terminate();
            await next.WaitForExitAsync();
            Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(state).Select(Path.GetFileName), name => name is "data.new" or "data.old" or "swap.json");
        }
    }

    /// <summary>Marks PostgreSQL, Redis and storage.</summary>
    private static async Task MarkAsync(AppHostProcess run, int mark)
    {
        using var anna = await ShopCustomer.LogInAsync(run);
        using var administrator = await ShopCustomer.AdministratorAsync(run);
        await anna.PutIntoCartAsync(mark);
        var image = await administrator.SendImageAsync();
        await using var database = await ShopDatabase.OpenAsync(run);
        await database.ExecuteAsync($"update products set description = '{mark} {image}' where id = 2");
        await Wait.UntilAsync(async () => await administrator.ImageStatusAsync(image) is HttpStatusCode.OK, () => $"the image {image} is not usable");
    }

    private static async Task<int> AssertMarkAsync(AppHostProcess run)
    {
        await using var database = await ShopDatabase.OpenAsync(run);
        var mark = Assert.Single(await database.ColumnAsync<string>("select description from products where id = 2")).Split(' ');
        using var anna = await ShopCustomer.LogInAsync(run);
        Assert.Equal(mark[0], $"{await anna.InCartAsync()}");
        Assert.Equal(HttpStatusCode.OK, await anna.ImageStatusAsync(mark[1]));
        return int.Parse(mark[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    // A client goes on when the API is away for a moment.
    private static async Task RepeatAsync(Func<Task> action, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await action();
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
        }
    }

    private static async Task<(List<long> Orders, List<string> Images)> AssertWholeAsync(AppHostProcess run, ShopCustomer customer)
    {
        await using var database = await ShopDatabase.OpenAsync(run);
        Assert.Empty(await database.ColumnAsync<long>("select id from orders o where not exists (select from order_lines l where l.order_id = o.id)"));
        Assert.Empty(await database.ColumnAsync<long>("select id from orders o where not exists (select from payments p where p.order_id = o.id)"));
        await Parallel.ForEachAsync(
            await database.ColumnAsync<Guid>("select id from media where status = 'usable'"),
            async (image, _) => Assert.Equal(HttpStatusCode.OK, await customer.ImageStatusAsync($"{image}")));

        return (
            await database.ColumnAsync<long>("select id from orders order by id"),
            await database.ColumnAsync<string>("select id::text from media where file_name = 'pixel.png' order by id"));
    }

    private static async Task MakeStoppedAsync(string state, IReadOnlyDictionary<string, string> ports, string expected, params string[] arguments)
    {
        var (exitCode, output) = await Make.TryRunAsync(state, ports, arguments);
        Assert.True(exitCode == 0 && output.Contains(expected, StringComparison.Ordinal), $"make {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
    }
}
