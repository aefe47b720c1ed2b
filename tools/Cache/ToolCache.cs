using Platform.Tools.Declarations;

namespace Platform.Tools.Cache;

/// <summary>Finds tools that are installed and whole. It never writes and never starts a program.</summary>
internal sealed class ToolCache(string root)
{
    public string Root => root;

    public string FolderOf(ToolDeclaration tool) => Path.Combine(root, tool.Name);

    public string FolderOf(ToolDeclaration tool, ToolSource source) => Path.Combine(root, tool.Name, tool.VersionOf(source));

    /// <summary>The best source of this platform that is installed and whole.</summary>
    /// <param name="problem">Why something that is in the cache cannot be used, or null.</param>
    public InstalledTool? Find(ToolDeclaration tool, string platform, out string? problem)
    {
        problem = null;
        foreach (var source in tool.SourcesFor(platform))
        {
            if (Find(tool, source, out var wrong) is { } found)
            {
                return found;
            }

            problem ??= wrong;
        }

        return null;
    }

    private InstalledTool? Find(ToolDeclaration tool, ToolSource source, out string? problem)
    {
        problem = null;
        var folder = FolderOf(tool, source);
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var receipt = Receipt.Read(folder);
        if (receipt is null)
        {
            problem = $"{folder} has no whole {Receipt.FileName}";
            return null;
        }

        if (receipt.Fingerprint != source.Fingerprint)
        {
            return null;
        }

        foreach (var file in receipt.Files)
        {
            problem = file.Check(folder);
            if (problem is not null)
            {
                problem = $"in {folder}, {problem}";
                return null;
            }
        }

        return Describe(tool.Name, folder, receipt);
    }

    public static InstalledTool Describe(string name, string folder, Receipt receipt) => new(
        name,
        receipt.Version,
        folder,
        receipt.Programs.ToDictionary(program => program.Key, program => Path.GetFullPath(program.Value, folder)),
        receipt.Libraries is null ? null : Path.GetFullPath(receipt.Libraries, folder));
}
