namespace Platform.AppHost.Watch;

/// <summary>Which files of a project's folder make its program.</summary>
internal static class SourceFiles
{
    private static readonly string[] Compiled = [".cs", ".sql"];
    private static readonly string[] BuiltFrom = [".csproj", ".props", ".targets", ".json"];
    private static readonly string[] GeneratedFolders = ["bin", "obj", "artifacts", "node_modules"];

    /// <summary>Whether the compiler reads it.</summary>
    public static bool IsCompiled(string path) => Compiled.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a change of the file changes the program. What editors write beside a file does not.</summary>
    /// <param name="folder">The project's folder.</param>
    /// <param name="path">The file's full path.</param>
    public static bool Matters(string folder, string path)
    {
        var parts = Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        return (IsCompiled(path) || BuiltFrom.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            && !parts.Any(part => part.StartsWith('.') || part.StartsWith('#'))
            && !parts[..^1].Any(part => GeneratedFolders.Contains(part, StringComparer.OrdinalIgnoreCase));
    }
}
