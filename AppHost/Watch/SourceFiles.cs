namespace Platform.AppHost.Watch;

/// <summary>Which files of a project's folder make its program.</summary>
internal static class SourceFiles
{
    private static readonly string[] Compiled = [".cs", ".sql"];
    private static readonly string[] BuiltFrom = [".csproj", ".props", ".targets", ".json"];
    private static readonly string[] GeneratedFolders = ["bin", "obj", "artifacts", "node_modules"];

    /// <summary>Whether the compiler reads it.</summary>
    public static bool IsCompiled(string path) => Compiled.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is one of the files that projects in folders below it share, such as Directory.Build.props.</summary>
    public static bool IsShared(string path) =>
        Path.GetFileName(path).StartsWith("Directory.", StringComparison.OrdinalIgnoreCase)
        && Path.GetExtension(path).ToUpperInvariant() is ".PROPS" or ".TARGETS";

    /// <summary>The folders above a project's that hold such files.</summary>
    public static IEnumerable<string> SharedFolders(string project)
    {
        for (var folder = Path.GetDirectoryName(project); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.EnumerateFiles(folder, "Directory.*").Any(IsShared))
            {
                yield return folder;
            }
        }
    }

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
