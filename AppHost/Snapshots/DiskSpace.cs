using System.Globalization;

namespace Platform.AppHost.Snapshots;

/// <summary>Room on the disk, asked about before anything is stopped.</summary>
internal static class DiskSpace
{
    private const long Mebi = 1024 * 1024;

    // What runs beside needs some, too.
    private const long Spare = 64 * Mebi;

    /// <exception cref="PlatformException">There is too little.</exception>
    public static void Check(string folder, long bytes, string purpose)
    {
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < bytes + Spare)
        {
            throw new PlatformException(string.Create(
                CultureInfo.InvariantCulture,
                $"{purpose} needs {Text(bytes + Spare)} on the disk of {folder}, and {Text(free)} are free. Make room there, for example by deleting a snapshot. Nothing was changed."));
        }
    }

    public static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)Mebi:0.#} MiB");
}
