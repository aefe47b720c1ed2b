using System.Buffers;

namespace Platform.ServiceDefaults.Paths;

/// <summary>Where the service may write, on every operating system. Folders are made on first use.</summary>
public sealed class ServicePaths(PathSettings settings)
{
    private const string Product = "platform";

    // On Windows a backslash separates folders, and a colon ends the name of a drive or begins that of a stream.
    private static readonly SearchValues<char> ElsewhereSpecial = SearchValues.Create(@"\:");

    private readonly SystemFolders _system = SystemFolders.Present();

    /// <summary>For files that nobody misses after a restart.</summary>
    public string Temp => Existing(TempFolder);

    /// <summary>For what the service keeps.</summary>
    public string Data => Existing(DataFolder);

    /// <summary>For media on their way to or from object storage.</summary>
    public string Media => Existing(MediaFolder);

    internal string TempFolder => Or(settings.Temp, Path.Combine(_system.Temp, Product));

    internal string DataFolder => Or(settings.Data, Path.Combine(_system.Data, Product));

    internal string MediaFolder => Or(settings.Media, Path.Combine(TempFolder, "media"));

    /// <summary>A path inside a folder, from a name that may come from outside. What leads out on one operating system is refused on all.</summary>
    /// <exception cref="ArgumentException">The name would lead out of the folder.</exception>
    public static string Inside(string folder, string name)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, name));
        return !name.AsSpan().ContainsAny(ElsewhereSpecial) && path.StartsWith(root, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{name}' leads out of '{folder}'.", nameof(name));
    }

    private static string Or(string given, string otherwise) => Path.GetFullPath(given.Length > 0 ? given : otherwise);

    private static string Existing(string folder) => Directory.CreateDirectory(folder).FullName;
}
