using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

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
        var clients = WorkAsync(enough.Token);
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

        // Who is in the middle of something is kept waiting and sees no failure.
        using var enoughAgain = new CancellationTokenSource();
        var (ordersThen, imagesThen) = (orders.Count, images.Count);
        clients = WorkAsync(enoughAgain.Token);
        await Wait.UntilAsync(() => orders.Count > ordersThen + 5 && images.Count > imagesThen + 5, () => "nobody can order any more");
        Assert.Contains("api is paused", await Make.RunAsync(mine, "restore", "NAME=busy"), StringComparison.Ordinal);
        (ordersThen, imagesThen) = (orders.Count, images.Count);
        await Wait.UntilAsync(() => orders.Count > ordersThen + 5 && images.Count > imagesThen + 5, () => "nobody can order after the restore");
        await enoughAgain.CancelAsync();
        await clients;
        await AssertWholeAsync(mine, administrator);

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

        // A server that was stopped on purpose is stopped afterwards, too; when it is started its database is whole.
        await Make.RunAsync(theirs, "stop", $"RESOURCE={ResourceNames.Postgres}");
        Assert.Contains("All stores are new", await Make.RunAsync(theirs, "reset", "FORCE=1"), StringComparison.Ordinal);
        Assert.DoesNotMatch($"{ResourceNames.Postgres} +Running", (await Make.TryRunAsync(theirs.State, theirs.Ports, "health")).Output);
        await Make.RunAsync(theirs, "start", $"RESOURCE={ResourceNames.Postgres}");
        await Wait.UntilAsync(
            async () => await Make.TryRunAsync(theirs.State, theirs.Ports, "health") is (0, _), () => "the API is not healthy when its database is back");
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

        Task WorkAsync(CancellationToken until) => Task.WhenAll(
            RepeatAsync(async () => orders.Enqueue(await anna.BuyAsync()), until),
            RepeatAsync(async () => orders.Enqueue(await anna.BuyAsync()), until),
            RepeatAsync(async () => images.Enqueue(await administrator.SendImageAsync()), until),
            RepeatAsync(async () => images.Enqueue(await administrator.SendImageAsync()), until));
    }

    [Fact]
    public async Task A_service_that_ends_at_its_start_on_the_new_data_is_not_waited_for()
    {
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();
        await using var reset = AppHostProcess.Start(run.State, run.Ports, ["reset", "--force"]);
        var port = int.Parse(run.Ports[ResourceNames.Api], System.Globalization.CultureInfo.InvariantCulture);
        using (var listener = new TcpListener(IPAddress.Loopback, port))
        {
            // The API's, as soon as it has gone.
            await Wait.UntilAsync(() => TryStart(listener), () => $"port {port} is never free:\n{reset.Output}", pause: TimeSpan.FromMilliseconds(1));

            Assert.Equal(1, await reset.WaitForExitAsync());

            // Waiting to the bound ends with another message.
            Assert.Contains("api did not become healthy again: Stopped waiting for resource 'api' to become healthy because it failed to start.", reset.Output, StringComparison.Ordinal);
        }

        await Make.RunAsync(run, "start", $"RESOURCE={ResourceNames.Api}");
        await Make.RunAsync(run, "health");

        static bool TryStart(TcpListener listener)
        {
            try
            {
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Killed_at_twenty_points_of_a_snapshot_or_a_restore_the_environment_has_the_old_data_or_the_new()
    {
        LongTests.SkipUnlessWanted();
        const int points = 20;
        var (state, ports) = (AppHostProcess.NewState(), AppHostProcess.FreePorts());
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var interrupted = new List<string[]>();
        for (var point = 0; point < points; point++)
        {
            var isRestore = point % 2 == 0;
            await using (var run = AppHostProcess.Start(state, ports))
            {
                await run.WaitUntilReadyAsync();
                if (point == 0)
                {
                    await MarkAsync(run, 1);
                    await Make.RunAsync(run, "snapshot", "NAME=one");
                }

                await MarkAsync(run, 2);
                await using var verb = AppHostProcess.Start(state, ports, isRestore ? ["restore", "one"] : ["snapshot", $"at-{point}"]);
                await SomewhereInAsync(verb, state, isRestore, random);
                run.Kill();
                if (Unfinished(state) is { Length: > 0 } inHand)
                {
                    interrupted.Add(inHand);
                }

                await verb.WaitForExitAsync();
                await run.WaitUntilNothingIsLeftAsync();
            }

            await using var next = AppHostProcess.Start(state, ports);
            await next.WaitUntilReadyAsync();
            var mark = await AssertMarkAsync(next);
            Assert.True(mark == 2 || (isRestore && mark == 1), $"Point {point} left {mark} (seed {seed}).");
            next.Terminate();
            await next.WaitForExitAsync();
            Assert.Empty(Unfinished(state));
        }

        TestContext.Current.SendDiagnosticMessage($"{interrupted.Count} kills interrupted {string.Join(", ", interrupted.SelectMany(inHand => inHand).CountBy(name => name).Select(pair => $"{pair.Value} {pair.Key}"))}");
        Assert.True(interrupted.Count >= points / 4, $"Only {interrupted.Count} of {points} kills came in the middle of something (seed {seed}).");

        // Every snapshot that can be seen is whole.
        var snapshots = Directory.GetDirectories(Path.Combine(state, "snapshots"));
        Assert.All(snapshots, AssertHashes);
        var last = snapshots.Select(path => Path.GetFileName(path)!).OrderBy(name => name == "one").First();
        await MakeStoppedAsync(state, ports, "is restored", "restore", $"NAME={last}");
        await using var restored = AppHostProcess.Start(state, ports);
        await restored.WaitUntilReadyAsync();
        Assert.Equal(last == "one" ? 1 : 2, await AssertMarkAsync(restored));
    }

    /// <summary>Waits for a step that is chosen at random, or for the end, and then for a moment more.</summary>
    private static async Task SomewhereInAsync(AppHostProcess verb, string state, bool isRestore, Random random)
    {
        string[] signs = isRestore
            ? ["data.new", "swap.json", "data.old", "is paused", "is stopped", "are stopped", "healthy again"]
            : [".draft-", "is paused", "are stopped", "Stopped", "healthy again"];
        var sign = signs[random.Next(signs.Length)];
        var moment = random.Next(0, 2) == 0 ? 0 : random.Next(300);
        var ended = verb.WaitForExitAsync();
        while (!ended.IsCompleted && !verb.Output.Contains(sign, StringComparison.Ordinal) && !Unfinished(state).Any(name => name.StartsWith(sign, StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        }

        await Task.WhenAny(ended, Task.Delay(moment));
    }

    /// <summary>What a snapshot or a restore has in hand.</summary>
    private static string[] Unfinished(string state)
    {
        var snapshots = Path.Combine(state, "snapshots");
        return
        [
            .. Directory.EnumerateFileSystemEntries(state).Select(path => Path.GetFileName(path)!).Where(name => name is "data.new" or "data.old" or "swap.json"),
            .. Directory.Exists(snapshots) ? Directory.EnumerateDirectories(snapshots, ".draft-*").Select(_ => ".draft-") : [],
        ];
    }

    private static void AssertHashes(string snapshot)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(snapshot, "manifest.json")));
        Assert.All(manifest.RootElement.GetProperty("files").EnumerateArray(), file =>
        {
            using var content = File.OpenRead(Path.Combine(snapshot, file.GetProperty("path").GetString()!));
            Assert.Equal(file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
        });
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

    // No request fails, whatever happens to the stores; a product may be sold out.
    private static async Task RepeatAsync(Func<Task> action, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await action();
            }
            catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.Conflict)
            {
            }
        }
    }

    private static async Task<(List<long> Orders, List<string> Images)> AssertWholeAsync(AppHostProcess run, ShopCustomer customer)
    {
        await using var database = await ShopDatabase.OpenAsync(run);
        Assert.Empty(await database.ColumnAsync<long>("select id from orders o where not exists (select from order_lines l where l.order_id = o.id)"));
        Assert.Empty(await database.ColumnAsync<long>("select id from orders o where not exists (select from payments p where p.order_id = o.id)"));
        Assert.Empty(await database.ColumnAsync<int>("select product_id from order_lines l where not exists (select from products p where p.id = l.product_id)"));

        // An image that was taken has its object, or it would be rejected when its job looks at it; and it has that job.
        await Wait.UntilAsync(
            async () => (await database.ColumnAsync<Guid>("select id from media where status = 'pending'")).Count == 0, () => "uploads are not inspected: their jobs are lost");
        Assert.Empty(await database.ColumnAsync<string>("select id || ': ' || reason from media where status = 'rejected'"));
        Assert.Empty(await database.ColumnAsync<string>("select kind || ': ' || last_error from jobs where status = 'dead'"));
        await Parallel.ForEachAsync(
            await database.ColumnAsync<Guid>("select id from media"),
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
