using System.Globalization;

namespace Platform.AppHost.Snapshots;

/// <summary>What people are told about snapshots, the same in the dashboard and in a terminal.</summary>
internal static class SnapshotText
{
    public static string Taken(SnapshotManifest snapshot) => $"The snapshot '{snapshot.Name}' is taken, {DiskSpace.Text(snapshot.Size)}.";

    public static string Restored(string name) => $"The snapshot '{name}' is restored.";

    public static string Deleted(string name) => $"The snapshot '{name}' is deleted.";

    public static string Exported(string name, string file, long size) => $"The snapshot '{name}' is in {file}, {DiskSpace.Text(size)}.";

    public static string Imported(SnapshotManifest snapshot) =>
        $"The snapshot '{snapshot.Name}' is imported, {DiskSpace.Text(snapshot.Size)}. Restore it: make restore NAME={snapshot.Name}";

    /// <summary>One of several to choose from.</summary>
    public static string Label(SnapshotManifest snapshot) => string.Create(
        CultureInfo.InvariantCulture, $"{snapshot.Name} ({snapshot.Created.ToLocalTime():yyyy-MM-dd HH:mm}, {DiskSpace.Text(snapshot.Size)})");

    /// <summary>A line for each.</summary>
    public static string All(IReadOnlyList<SnapshotManifest> snapshots)
    {
        if (snapshots.Count == 0)
        {
            return "There are no snapshots. Take one: make snapshot NAME=x";
        }

        var width = snapshots.Max(snapshot => snapshot.Name.Length);
        return string.Join(Environment.NewLine, snapshots.Select(snapshot => string.Create(
            CultureInfo.InvariantCulture,
            $"{snapshot.Name.PadRight(width)}  {snapshot.Created.ToLocalTime():yyyy-MM-dd HH:mm:ss}  {DiskSpace.Text(snapshot.Size),11}  {snapshot.Migrations.LastOrDefault()}")));
    }
}
