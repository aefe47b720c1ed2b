using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>Says in one line why the cache folder cannot be used.</summary>
internal static class CacheProblem
{
    // Package clients word "disk full" in many ways; a disk with less than this free is full whatever they say.
    private const long Full = 4 << 20;

    public static string Describe(string root, Exception e) => e switch
    {
        CacheFailure => e.Message,
        _ when IsFull(e) => FullMessage(root, e.Message),
        _ => $"the tool cache {root} cannot be written ({e.Message.TrimEnd('.')}); "
            + "make it writable, or set XDG_CACHE_HOME to a folder that is",
    };

    /// <summary>Before a fetch: the download, the client's copy of it and what is unpacked must fit.</summary>
    public static void ThrowIfTooSmall(string root, ToolSource source)
    {
        var needed = 2 * source.DownloadSize + source.InstalledSize;
        if (Free(root) is { } free && free < needed)
        {
            throw new CacheFailure(
                $"the disk of {root} has {Megabytes(free)} MB free and {Megabytes(needed)} MB are needed; "
                + "free some, or set XDG_CACHE_HOME to a folder on another disk");
        }
    }

    public static void ThrowIfFull(string root, Exception e)
    {
        if (Free(root) < Full)
        {
            throw new CacheFailure(FullMessage(root, e.Message), e);
        }
    }

    private static string FullMessage(string root, string message) =>
        $"the disk of {root} became full ({message.TrimEnd('.')}); free some, or set XDG_CACHE_HOME to a folder on another disk";

    private static long? Free(string root)
    {
        try
        {
            return new DriveInfo(root).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    // ENOSPC (28), EDQUOT (122 on Linux, 69 on macOS); ERROR_DISK_FULL (112) and ERROR_HANDLE_DISK_FULL (39) on Windows.
    private static bool IsFull(Exception e) =>
        (e.HResult & 0xFFFF) is var code
        && (OperatingSystem.IsWindows() ? code is 112 or 39 : code is 28 || code == (OperatingSystem.IsMacOS() ? 69 : 122));

    private static long Megabytes(long bytes) => bytes / 1_000_000;
}
