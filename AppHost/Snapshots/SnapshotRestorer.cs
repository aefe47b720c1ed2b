using System.Diagnostics;
using System.Globalization;
using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Snapshots;

/// <summary>
/// Puts a snapshot's data in the place of the stores' own. Copying and checking happen while everything still runs, flushing
/// while it stops; what is stopped is stopped only for the switch.
/// </summary>
internal sealed class SnapshotRestorer(SnapshotContext context, IDataHolder holder, Action<string> report)
{
    // So much of the data from before is kept for the next restore, which is the quicker for it.
    private const long MostKept = 512L * 1024 * 1024;

    private readonly DataSwap swap = new(context.State);
    private readonly SnapshotStore snapshots = new(context.State);

    /// <exception cref="PlatformException">It could not be restored; the data is as it was, unless the message says that a start failed.</exception>
    public async Task RestoreAsync(string name, CancellationToken cancellationToken)
    {
        context.CheckReachable();
        var snapshot = snapshots.Get(name);
        StoreVersions.Check(context, snapshot);
        DiskSpace.Check(context.State.Path, snapshot.Size, $"Restoring '{name}'");
        try
        {
            await MakeReadyAsync(snapshot, cancellationToken);
            var migrate = StoreVersions.NeedsMigrating(snapshot);
            await SwitchAsync(
                migrate || IsForeign(snapshot) ? StopPurpose.NewBeginning : StopPurpose.Replacement, migrate, keepOld: snapshot.Size <= MostKept);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"The snapshot '{name}' could not be restored: {e.Message}", e);
        }
        finally
        {
            Attempt(swap.Discard);
        }
    }

    /// <summary>Removes the stores' data; they begin anew.</summary>
    /// <exception cref="PlatformException">It could not be done.</exception>
    public async Task ResetAsync()
    {
        context.CheckReachable();
        try
        {
            swap.Begin();
            await SwitchAsync(StopPurpose.NewBeginning, migrate: true, keepOld: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"The data could not be reset: {e.Message}", e);
        }
        finally
        {
            Attempt(swap.Discard);
        }
    }

    private bool IsForeign(SnapshotManifest snapshot) => snapshot.Origin != SnapshotSecrets.Origin(context.Secrets);

    private async Task MakeReadyAsync(SnapshotManifest snapshot, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        swap.Begin(reuse: true);
        var from = snapshots.PathOf(snapshot.Name);
        var expected = snapshot.Files.ToDictionary(file => file.Path);
        await Task.Run(
            () =>
            {
                var there = SpareFiles.Trim(swap.New, snapshot.Folders, expected.Keys);
                FolderCopy.Copy(from, swap.New, snapshot.Folders, expected.Keys, Verify, path => there.Contains(path) && IsAsExpected(path));
            },
            cancellationToken);
        if (IsForeign(snapshot))
        {
            report("The snapshot comes from another clone: its roles get this clone's passwords.");
            await SnapshotSecrets.ReplaceAsync(context, Path.Combine(swap.New, ResourceNames.Postgres), cancellationToken);
        }

        report($"Made {DiskSpace.Text(snapshot.Size)} ready in {Seconds(clock)}.");

        bool IsAsExpected(string path)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SnapshotTaker.Hash(swap.New, path) == expected[path];
        }

        void Verify(string path)
        {
            if (!IsAsExpected(path))
            {
                throw new PlatformException($"The snapshot '{snapshot.Name}' is damaged: {path} has changed since it was taken. Nothing was changed; delete the snapshot.");
            }
        }
    }

    // From here on nothing is given up half way.
    private async Task SwitchAsync(StopPurpose purpose, bool migrate, bool keepOld)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var flushing = Task.Run(() => Durable.Flush(swap.New));
            await Task.WhenAll(holder.StopAsync(purpose), flushing);
            swap.Commit(SnapshotManifest.StoreNames);
        }
        catch (Exception e) when (e is PlatformException or IOException or UnauthorizedAccessException)
        {
            await GoBackAsync(e, migrate);
        }

        report($"Switched {Seconds(clock)} after the stop began.");
        var cleaning = Task.Run(() =>
        {
            // A later start must not take the files for those of the other form.
            Attempt(() => Array.ForEach(SnapshotManifest.StoreNames, context.Forms.Keep));
            Attempt(keepOld ? swap.KeepOld : swap.Discard);
        });
        try
        {
            await holder.StartAsync(migrate);
        }
        finally
        {
            await cleaning;
        }
    }

    // What cannot be done now is in nobody's way; the next restore or start does it.
    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is PlatformException or IOException or UnauthorizedAccessException)
        {
            report(e.Message);
        }
    }

    // Returns when the new data stands after all. The journal tells that, not the step that failed.
    private async Task GoBackAsync(Exception reason, bool migrate)
    {
        var failures = new Failures(reason);
        var isNew = failures.Try(() => swap.Recover());
        if (swap.IsUnfinished)
        {
            // Part of the stores' data is new, and part is old: nobody may open it so.
            await holder.ReleaseAsync();
            failures.Throw();
        }

        if (!isNew)
        {
            await failures.TryAsync(() => holder.StartAsync(migrate: false));
            failures.Throw();
        }
    }

    private static string Seconds(Stopwatch clock) => string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0.00} s");
}
