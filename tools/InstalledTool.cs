namespace Platform.Tools;

/// <summary>One tool in the cache.</summary>
/// <param name="Name">The declared name.</param>
/// <param name="Version">The version found, which for a program on PATH is the program's own.</param>
/// <param name="Folder">The absolute path of its folder.</param>
/// <param name="Programs">Program name to absolute path.</param>
/// <param name="LibraryFolder">A folder for the loader's search path, or null.</param>
internal sealed record InstalledTool(
    string Name, string Version, string Folder, IReadOnlyDictionary<string, string> Programs, string? LibraryFolder)
{
    /// <summary>Environment variables that the tool's programs need on top of the caller's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = Loader.Environment(LibraryFolder);
}
