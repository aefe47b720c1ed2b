using Platform.AppHost.Processes;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Snapshots;

/// <summary>What of the stores' data goes into a snapshot.</summary>
/// <param name="Folders">The folders, relative to the data folder, with <c>/</c>, each after the one that holds it.</param>
/// <param name="Files">The files.</param>
/// <param name="Size">All files together, in bytes.</param>
internal sealed record DataFiles(IReadOnlyList<string> Folders, IReadOnlyList<string> Files, long Size)
{
    // Written at every start, with this clone's password and port; or only of use to the server that wrote them.
    private static readonly string[] Left =
    [
        $"{ResourceNames.Redis}/redis.conf", $"{ResourceNames.Storage}/lock", $"{ResourceNames.Storage}/lock.pid",
        $"{ResourceNames.Postgres}/postmaster.pid", $"{ResourceNames.Postgres}/postmaster.opts",
    ];

    private const string Wal = $"{ResourceNames.Postgres}/pg_wal/";

    /// <summary>Looks at data that no server has open, or only to know its size.</summary>
    /// <exception cref="PlatformException">There is no data, or some of it lies elsewhere.</exception>
    public static DataFiles Find(SnapshotContext context)
    {
        var root = context.State.File("data");
        var folders = new List<string>();
        var files = new List<(string Path, long Size)>();
        foreach (var store in SnapshotManifest.StoreNames)
        {
            var top = new DirectoryInfo(Path.Combine(root, store));
            if (!top.Exists)
            {
                // Not every profile starts every store.
                if (store == ResourceNames.Postgres)
                {
                    throw new PlatformException($"There is no data of {store} in {root} yet. Start the environment once: dotnet run --project AppHost");
                }

                continue;
            }

            folders.Add(store);
            foreach (var entry in top.EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
            {
                var path = Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
                if (entry.LinkTarget is not null)
                {
                    throw new PlatformException($"{entry.FullName} is a link to {entry.LinkTarget}: data that lies elsewhere, such as PostgreSQL's tablespaces, cannot go into a snapshot.");
                }

                if (entry is FileInfo file)
                {
                    files.Add((path, LengthOf(file)));
                }
                else
                {
                    folders.Add(path);
                }
            }
        }

        var control = PostgresControlFile.Read(Path.Combine(root, ResourceNames.Postgres));
        files.RemoveAll(file => Left.Contains(file.Path) || (file.Path.StartsWith(Wal, StringComparison.Ordinal) && control.IsSpare(file.Path[Wal.Length..], file.Size)));
        folders.Sort(StringComparer.Ordinal);
        return new(folders, [.. files.Select(file => file.Path)], files.Sum(file => file.Size));
    }

    // Running servers remove files of their own while their size is asked for.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
