namespace Platform.AppHost.State;

/// <summary>
/// Where what lives only as long as a test is put. Linux keeps <c>/dev/shm</c> in memory: making the thousand files of a
/// database there takes 20 ms, on a disk where another test has just deleted as many up to a second.
/// </summary>
internal static class TemporaryStorage
{
    private const string SharedMemory = "/dev/shm";

    // A container often gets 64 MiB, and a test may fill its database.
    private const long Enough = 4L << 30;

    /// <summary>Memory where there is plenty of it, else the system's temporary folder; TMPDIR, when it is set, is obeyed.</summary>
    public static string Folder =>
        OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("TMPDIR") is null or "" && IsRoomy() ? SharedMemory : Path.GetTempPath();

    /// <summary>Every folder that an earlier run may have chosen.</summary>
    public static IEnumerable<string> Folders => Directory.Exists(SharedMemory) ? [SharedMemory, Path.GetTempPath()] : [Path.GetTempPath()];

    private static bool IsRoomy()
    {
        try
        {
            return new DriveInfo(SharedMemory) is { IsReady: true, AvailableFreeSpace: >= Enough };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
