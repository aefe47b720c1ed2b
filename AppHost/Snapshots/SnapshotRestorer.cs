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
            await SwitchAsync(StoreVersions.NeedsMigrating(snapshot), keepOld: snapshot.Size <= MostKept);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"The snapshot '{name}' could not be restored: {e.Message}", e);
        }
        finally
        {
            swap.Discard();
        }
    }

    /// <summary>Removes the stores' data; they begin anew.</summary>
    /// <exception cref="PlatformException">It could not be done.</exception>
    public async Task ResetAsync()
    {
        context.CheckReachable();
        swap.Begin();
        await SwitchAsync(migrate: true, keepOld: false);
    }

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
        if (snapshot.Origin != SnapshotSecrets.Origin(context.Secrets))
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
    private async Task SwitchAsync(bool migrate, bool keepOld)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var flushing = Task.Run(() => Durable.Flush(swap.New));
            await Task.WhenAll(holder.StopAsync(drain: false), flushing);
            swap.Commit(SnapshotManifest.StoreNames);
        }
        catch
        {
            swap.Recover();
            await holder.StartAsync(migrate: false);
            throw;
        }

        report($"Switched {Seconds(clock)} after the stop began.");
        var cleaning = Task.Run(keepOld ? swap.KeepOld : swap.Discard);
        await holder.StartAsync(migrate);
        await cleaning;
    }

    private static string Seconds(Stopwatch clock) => string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0.00} s");
}
