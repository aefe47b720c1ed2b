namespace Platform.ServiceDefaults.Paths;

/// <summary>Where the service may write, on every operating system. Folders are made on first use.</summary>
public sealed class ServicePaths(PathSettings settings)
{
    private const string Product = "platform";

    /// <summary>For files that nobody misses after a restart.</summary>
    public string Temp => Existing(Or(settings.Temp, Path.Combine(Path.GetTempPath(), Product)));

    /// <summary>For what the service keeps.</summary>
    public string Data => Existing(Or(settings.Data, DefaultData()));

    /// <summary>For media on their way to or from object storage.</summary>
    public string Media => Existing(Or(settings.Media, Path.Combine(Temp, "media")));

    /// <summary>A path inside a folder, from a name that may come from outside.</summary>
    /// <exception cref="ArgumentException">The name would lead out of the folder.</exception>
    public static string Inside(string folder, string name)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, name));
        return path.StartsWith(root, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{name}' leads out of '{folder}'.", nameof(name));
    }

    // %LOCALAPPDATA%\platform, ~/Library/Application Support/platform, ${XDG_DATA_HOME:-~/.local/share}/platform
    private static string DefaultData() => Path.Combine(
        OperatingSystem.IsMacOS()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Library", "Application Support")
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        Product);

    private static string Or(string given, string otherwise) => given.Length > 0 ? Path.GetFullPath(given) : otherwise;

    private static string Existing(string folder) => Directory.CreateDirectory(folder).FullName;
}
