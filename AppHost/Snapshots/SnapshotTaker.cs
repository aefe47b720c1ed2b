using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Snapshots;

/// <summary>
/// Takes a snapshot: stops everything cleanly, copies, and starts everything again, beside which the copy is hashed, flushed
/// and, as the last step, made visible.
/// </summary>
internal sealed class SnapshotTaker(SnapshotContext context, IDataHolder holder, Action<string> report)
{
    private readonly SnapshotStore snapshots = new(context.State);

    /// <exception cref="PlatformException">It could not be taken; the data is as it was.</exception>
    public async Task<SnapshotManifest> TakeAsync(string name, CancellationToken cancellationToken)
    {
        context.CheckReachable();
        snapshots.CheckNew(name);
        var size = DataFiles.Find(context).Size;
        DiskSpace.Check(context.State.Path, size, $"The snapshot '{name}'");
        var manifest = StoreVersions.Describe(context, name, DateTime.UtcNow, await holder.MigrationsAsync(cancellationToken));
        var draft = snapshots.NewDraft();
        try
        {
            return await TakeAsync(draft, manifest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"The snapshot '{name}' could not be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    // From here on nothing is given up half way: what was stopped is started again.
    private async Task<SnapshotManifest> TakeAsync(string draft, SnapshotManifest manifest)
    {
        DataFiles files;
        try
        {
            files = await CopyAsync(draft);
        }
        catch (Exception e)
        {
            var failures = new Failures(e);
            await failures.TryAsync(() => holder.StartAsync(migrate: false));
            failures.Throw();
            throw;
        }

        var starting = Task.Run(() => holder.StartAsync(migrate: false));
        try
        {
            manifest = manifest with { Folders = files.Folders, Files = await Task.Run(() => HashAll(draft, files.Files)) };
            snapshots.Publish(draft, manifest);
        }
        catch (Exception e) when (e is PlatformException or IOException or UnauthorizedAccessException)
        {
            var failures = new Failures(e);
            await failures.TryAsync(() => starting);
            failures.Throw();
        }

        await starting;
        return manifest;
    }

    private async Task<DataFiles> CopyAsync(string draft)
    {
        var clock = Stopwatch.StartNew();
        await holder.StopAsync(StopPurpose.Copy);
        var stopped = clock.Elapsed;
        var files = DataFiles.Find(context);
        if (!PostgresControlFile.Read(context.Data(ResourceNames.Postgres)).IsShutDown)
        {
            throw new PlatformException("PostgreSQL did not shut down cleanly, so its data was not copied. Its log says why; try again.");
        }

        await Task.Run(() => FolderCopy.Copy(context.State.File("data"), draft, files.Folders, files.Files));
        report($"Stopped in {Seconds(stopped)}, copied {files.Files.Count} files ({DiskSpace.Text(files.Size)}) in {Seconds(clock.Elapsed - stopped)}.");
        return files;
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    private static SnapshotFile[] HashAll(string folder, IReadOnlyList<string> files)
    {
        var hashed = new ConcurrentBag<SnapshotFile>();
        Parallel.ForEach(files, path => hashed.Add(Hash(folder, path)));
        return [.. hashed.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    internal static SnapshotFile Hash(string folder, string path)
    {
        using var file = File.OpenRead(Path.Combine(folder, path));
        return new(path, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
