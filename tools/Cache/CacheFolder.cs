namespace Platform.Tools.Cache;

/// <summary>Where tools live: <c>platform/tools/&lt;name&gt;/&lt;version&gt;</c> in the user's cache folder.</summary>
internal static class CacheFolder
{
    /// <summary>
    /// The root for this user: <c>$XDG_CACHE_HOME</c> where it is an absolute path, else <c>~/.cache</c> (Linux),
    /// <c>~/Library/Caches</c> (macOS) or <c>%LOCALAPPDATA%</c> (Windows).
    /// </summary>
    public static string Default => Path.Combine(UserCache(), "platform", "tools");

    // The XDG base directory specification says that a relative path is to be ignored.
    private static string UserCache() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathFullyQualified(xdg) ? xdg
        : OperatingSystem.IsWindows() ? Known(Environment.SpecialFolder.LocalApplicationData)
        : OperatingSystem.IsMacOS() ? Path.Combine(Known(Environment.SpecialFolder.UserProfile), "Library", "Caches")
        : Path.Combine(Known(Environment.SpecialFolder.UserProfile), ".cache");

    private static string Known(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } path
            ? path
            : throw new ToolException("The user has no home folder to keep tools in. Set HOME or XDG_CACHE_HOME.");
}
