using System.Diagnostics;
using Platform.AppHost.Commands.Verbs;
using Platform.AppHost.Processes;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Tests.Snapshots;

/// <summary>Snapshots of a clone that does not run.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task A_restored_snapshot_is_the_data_as_it_was()
    {
        using var shop = await StoppedShop.CreateAsync("first");
        var taken = await shop.Taker().TakeAsync("one", TestContext.Current.CancellationToken);
        await shop.MarkAsync("second");

        await shop.Restorer().RestoreAsync("one", TestContext.Current.CancellationToken);

        Assert.Equal("first", await shop.MarkOfAllAsync());
        Assert.Equal(["0001_catalogue", "0002_identity"], taken.Migrations);
        Assert.Equal("PostgreSQL", taken.Stores[ResourceNames.Postgres].Program);
        Assert.Equal(["one"], shop.Snapshots.List().Select(snapshot => snapshot.Name));
        Assert.Single(await shop.QueryAsync("SELECT xml FROM data_protection_keys"));
    }

    [Fact]
    public async Task What_a_restore_replaces_is_used_again_by_the_next_and_only_as_far_as_it_is_right()
    {
        using var shop = await StoppedShop.CreateAsync("first");
        var taken = await shop.Taker().TakeAsync("one", TestContext.Current.CancellationToken);
        await shop.MarkAsync("second");
        await shop.Restorer().RestoreAsync("one", TestContext.Current.CancellationToken);
        var spare = shop.State.File("data.spare");
        var kept = taken.Files.Select(file => Path.Combine(spare, file.Path)).First(path => path.EndsWith("PG_VERSION", StringComparison.Ordinal));
        var isSame = File.GetLastWriteTimeUtc(kept);
        File.WriteAllText(Path.Combine(spare, ResourceNames.Postgres, "global", "pg_control"), "nonsense");
        File.WriteAllText(Path.Combine(spare, ResourceNames.Postgres, "stray"), "");
        await shop.MarkAsync("third");

        await shop.Restorer().RestoreAsync("one", TestContext.Current.CancellationToken);

        Assert.Equal("first", await shop.MarkOfAllAsync());
        Assert.Equal(isSame, File.GetLastWriteTimeUtc(kept.Replace("data.spare", "data", StringComparison.Ordinal)));
        Assert.False(File.Exists(Path.Combine(shop.Context.Data(ResourceNames.Postgres), "stray")));

        await shop.Restorer().ResetAsync();
        Assert.False(Directory.Exists(spare), "What a reset removes is gone.");
    }

    [Fact]
    public async Task Log_segments_that_nobody_needs_are_left_out_and_the_server_recovers_without_them()
    {
        using var shop = await StoppedShop.CreateAsync("first");
        var wal = Path.Combine(shop.Context.Data(ResourceNames.Postgres), "pg_wal");
        var current = Directory.EnumerateFiles(wal).Select(path => new FileInfo(path)).Where(file => file.Name.Length == 24).MaxBy(file => file.Name)!;
        var next = (Convert.ToInt64(current.Name[16..], 16) + 3).ToString("X8");

        // A segment kept to be used again is full of what it held before.
        current.CopyTo(Path.Combine(wal, current.Name[..16] + next));
        var taken = await shop.Taker().TakeAsync("one", TestContext.Current.CancellationToken);
        await shop.MarkAsync("second");

        await shop.Restorer().RestoreAsync("one", TestContext.Current.CancellationToken);

        Assert.DoesNotContain(taken.Files, file => file.Path.EndsWith(next, StringComparison.Ordinal));
        Assert.Contains(taken.Files, file => file.Path.EndsWith(current.Name, StringComparison.Ordinal));
        Assert.Equal("first", await shop.MarkOfAllAsync());
    }

    [Fact]
    public async Task Another_clones_snapshot_gets_this_clones_passwords_and_loses_its_key_ring()
    {
        using var theirs = await StoppedShop.CreateAsync("theirs");
        using var mine = await StoppedShop.CreateAsync("mine");
        using var folder = new TemporaryFolder();
        await theirs.Taker().TakeAsync("one", TestContext.Current.CancellationToken);
        new SnapshotArchive(theirs.State).Export("one", folder.File("one.tar.gz"));
        var before = await VerifierAsync(theirs);

        new SnapshotArchive(mine.State).Import(folder.File("one.tar.gz"), null);
        await mine.Restorer().RestoreAsync("one", TestContext.Current.CancellationToken);

        Assert.Equal("theirs", await mine.MarkOfAllAsync());
        Assert.Empty(await mine.QueryAsync("SELECT xml FROM data_protection_keys"));
        var after = await VerifierAsync(mine);
        Assert.NotEqual(before, after);
        var salt = Convert.FromBase64String(after.Split('$')[1].Split(':')[1]);
        Assert.Equal(ScramVerifier.Of(mine.Context.Secrets.Get($"{ResourceNames.Postgres}-{PostgresRoles.App}"), salt), after);

        static async Task<string> VerifierAsync(StoppedShop shop) =>
            Assert.Single(await shop.QueryAsync($"SELECT rolpassword FROM pg_authid WHERE rolname = '{PostgresRoles.App}'"));
    }

    [Theory]
    [InlineData(ResourceNames.Postgres, "its postgres was written by PostgreSQL (files of version 14)")]
    [InlineData(ResourceNames.Redis, "its redis was written by Redis (files of version 99)")]
    [InlineData(ResourceNames.Storage, "its storage was written by ObjectStore (files of version 2)")]
    [InlineData("form", "its storage ran as container and here it runs as process")]
    [InlineData("machine", "it was taken on plan9-alpha")]
    [InlineData("migrations", "migrations that this clone does not know (9999_tomorrow)")]
    [InlineData("format", "is a snapshot of format 2")]
    public async Task A_snapshot_that_does_not_fit_is_refused_with_the_reason(string what, string reason)
    {
        using var folder = new TemporaryFolder();
        var context = StoppedShop.ContextOf(StateFolder.At(folder.File(".platform")), await StoppedShop.ToolsAsync());
        var fitting = StoreVersions.Describe(context, "one", DateTime.UtcNow, ["0001_catalogue"]);
        StoreVersions.Check(context, fitting);
        var stores = new SortedDictionary<string, StoreVersion>(fitting.Stores);
        switch (what)
        {
            case ResourceNames.Postgres: stores[what] = stores[what] with { Version = "14" }; break;
            case ResourceNames.Redis: stores[what] = new(ServiceForm.Process, "Redis", "99"); break;
            case ResourceNames.Storage: stores[what] = stores[what] with { Version = "2" }; break;
            case "form": stores[ResourceNames.Storage] = stores[ResourceNames.Storage] with { Form = ServiceForm.Container }; break;
        }

        var snapshot = fitting with
        {
            Stores = stores,
            Machine = what == "machine" ? "plan9-alpha" : fitting.Machine,
            Migrations = what == "migrations" ? [.. fitting.Migrations, "9999_tomorrow"] : fitting.Migrations,
            Format = what == "format" ? 2 : fitting.Format,
        };
        var draft = new SnapshotStore(context.State).NewDraft();
        StateFile.Write(Path.Combine(draft, SnapshotManifest.FileName), snapshot, StateJson.Default.SnapshotManifest);

        var refusal = Assert.Throws<PlatformException>(() => StoreVersions.Check(context, SnapshotManifest.Read(draft)));

        Assert.Contains(reason, refusal.Message);
    }

    [Fact]
    public async Task A_snapshot_that_has_changed_is_not_restored()
    {
        using var shop = await StoppedShop.CreateAsync("first");
        await shop.Taker().TakeAsync("one", TestContext.Current.CancellationToken);
        await shop.MarkAsync("second");
        File.AppendAllText(Path.Combine(shop.Snapshots.PathOf("one"), ResourceNames.Redis, "dump.rdb"), "x");

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => shop.Restorer().RestoreAsync("one", TestContext.Current.CancellationToken));

        Assert.Contains("is damaged: redis/dump.rdb has changed", refusal.Message);
        Assert.Equal("second", await shop.MarkOfAllAsync());
        Assert.False(Directory.Exists(shop.State.File("data.new")));
    }

    [Fact]
    public async Task Reset_removes_data_and_keeps_snapshots_and_secrets()
    {
        using var shop = await StoppedShop.CreateAsync("first");
        await shop.Taker().TakeAsync("one", TestContext.Current.CancellationToken);
        var secrets = File.ReadAllText(shop.State.File("secrets.json"));

        await shop.Restorer().ResetAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(shop.State.File("data")));
        Assert.Equal(secrets, File.ReadAllText(shop.State.File("secrets.json")));
        await shop.Restorer().RestoreAsync("one", TestContext.Current.CancellationToken);
        Assert.Equal("first", await shop.MarkOfAllAsync());
    }

    [Fact]
    public async Task A_full_disk_is_told_before_anything_is_stopped_and_leaves_nothing_when_it_fills_later()
    {
        using var shop = await StoppedShop.CreateAsync("first");
        using var disk = SmallDisk.Mount(shop.State.File("snapshots"), mebibytes: 30);
        var holder = new ObservedHolder(shop.Data);

        // The room that is asked about is that of the state folder, so this one is found out by copying.
        var failure = await Assert.ThrowsAsync<PlatformException>(() => shop.Taker(holder).TakeAsync("one", TestContext.Current.CancellationToken));

        Assert.Contains("No space left on device", failure.Message);
        Assert.Equal(1, holder.Starts);
        Assert.Empty(Directory.EnumerateFileSystemEntries(shop.State.File("snapshots")));
        Assert.Equal("first", await shop.MarkOfAllAsync());

        var early = Assert.Throws<PlatformException>(() => DiskSpace.Check(shop.State.File("snapshots"), 1024 * 1024, "The snapshot 'one'"));
        Assert.Matches(@"needs 65 MiB on the disk of .+ MiB are free", early.Message);
    }

    [Fact]
    public async Task What_fails_while_a_failure_is_put_right_does_not_hide_it()
    {
        using var shop = await StoppedShop.CreateAsync("first");
        await shop.Taker().TakeAsync("one", TestContext.Current.CancellationToken);
        await shop.MarkAsync("second");
        var holder = new ObservedHolder(shop.Data) { StopFailure = "It does not stop.", StartFailure = "It does not start." };

        var taking = await Assert.ThrowsAsync<PlatformException>(() => shop.Taker(holder).TakeAsync("two", TestContext.Current.CancellationToken));
        var restoring = await Assert.ThrowsAsync<PlatformException>(() => shop.Restorer(holder).RestoreAsync("one", TestContext.Current.CancellationToken));

        Assert.All([taking, restoring], failure => Assert.Equal("It does not stop. After that: It does not start.", failure.Message));
        Assert.Equal(2, holder.Starts);
        Assert.Equal("second", await shop.MarkOfAllAsync());
        Assert.Equal(["one"], shop.Snapshots.List().Select(snapshot => snapshot.Name));
    }

    [Fact]
    public async Task A_switch_that_cannot_be_finished_is_told_and_nothing_opens_the_mixture()
    {
        using var shop = await StoppedShop.CreateAsync("first");
        await shop.Taker().TakeAsync("one", TestContext.Current.CancellationToken);
        await shop.MarkAsync("second");
        var holder = new ObservedHolder(shop.Data);
        File.WriteAllText(shop.State.File("data.old"), "in the way");

        var failure = await Assert.ThrowsAsync<PlatformException>(() => shop.Restorer(holder).RestoreAsync("one", TestContext.Current.CancellationToken));

        Assert.Contains("cannot be finished", failure.Message);
        Assert.Equal(0, holder.Starts);
        File.Delete(shop.State.File("data.old"));
        Assert.True(new DataSwap(shop.State).Recover());
        Assert.Equal("first", await shop.MarkOfAllAsync());
    }

    [Fact]
    public async Task Killed_at_any_point_the_data_is_the_old_or_the_new()
    {
        using var shop = await StoppedShop.CreateAsync("old");
        var taking = await RunAsync(shop, null, "snapshot", "one");
        await shop.MarkAsync("new");
        var restoring = await RunAsync(shop, null, "restore", "one");

        foreach (var (verb, whole, part) in new[] { ("snapshot", taking, 0.6), ("snapshot", taking, 0.85), ("restore", restoring, 0.6), ("restore", restoring, 0.9) })
        {
            await shop.MarkAsync("new");
            await RunAsync(shop, whole * part, verb, verb == "restore" ? "one" : $"killed-at-{part * 100:0}");

            // What the next start does first.
            new DataSwap(shop.State).Recover();
            shop.Snapshots.RemoveAbandoned();

            var mark = await shop.MarkOfAllAsync();
            Assert.True(mark is "new" || (verb == "restore" && mark is "old"), $"{verb} killed after {part} of its time left {mark}");
        }

        // Each snapshot that is there is whole.
        Assert.All(Directory.EnumerateDirectories(shop.State.File("snapshots")), path => Assert.False(Path.GetFileName(path).StartsWith('.')));
        foreach (var snapshot in shop.Snapshots.List())
        {
            await shop.Restorer().RestoreAsync(snapshot.Name, TestContext.Current.CancellationToken);
            Assert.Equal(snapshot.Name == "one" ? "old" : "new", await shop.MarkOfAllAsync());
        }
    }

    /// <summary>Runs the AppHost's program with a verb, kills it when that is due, and tells how long it ran.</summary>
    private static async Task<TimeSpan> RunAsync(StoppedShop shop, TimeSpan? due, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(shop, arguments);
        using var kill = new CancellationTokenSource(due ?? TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(kill.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(due is not null || process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}");
        return clock.Elapsed;
    }

    private static Process Start(StoppedShop shop, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(VerbTable).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["Platform__State"] = shop.State.Path },
        };
        return Process.Start(start)!;
    }

    private sealed class ObservedHolder(IDataHolder holder) : IDataHolder
    {
        public int Starts { get; private set; }

        public Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken cancellationToken) => holder.MigrationsAsync(cancellationToken);

        public string? StopFailure { get; init; }

        public string? StartFailure { get; init; }

        public Task ReleaseAsync() => holder.ReleaseAsync();

        public Task StopAsync(StopPurpose purpose) => StopFailure is null ? holder.StopAsync(purpose) : throw new PlatformException(StopFailure);

        public Task StartAsync(bool migrate)
        {
            Starts++;
            return StartFailure is null ? holder.StartAsync(migrate) : throw new PlatformException(StartFailure);
        }
    }
}
