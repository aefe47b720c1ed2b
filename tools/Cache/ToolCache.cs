using Platform.Tools.Declarations;

namespace Platform.Tools.Cache;

/// <summary>Finds tools that are installed and whole. It never starts a program.</summary>
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

        foreach (var program in source.Programs.Keys)
        {
            if (!receipt.Programs.ContainsKey(program))
            {
                problem = $"{Receipt.FileName} in {folder} does not name {program}";
                return null;
            }
        }

        problem = CheckFiles(folder, receipt);
        return problem is null ? Describe(tool.Name, folder, receipt) : null;
    }

    private static string? CheckFiles(string folder, Receipt receipt)
    {
        var anyTouched = false;
        foreach (var file in receipt.Files)
        {
            if (file.Check(folder, out var touched) is { } problem)
            {
                return $"in {folder}, {problem}";
            }

            anyTouched |= touched;
        }

        if (anyTouched)
        {
            Refresh(folder, receipt);
        }

        return null;
    }

    // So that the content is not read at every start of a cache that was copied.
    private static void Refresh(string folder, Receipt receipt)
    {
        try
        {
            var files = receipt.Files.Select(file => file.WithTimeOf(folder));
            (receipt with { Files = [.. files] }).Write(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written is as good as before, only slower to check.
        }
    }

    public static InstalledTool Describe(string name, string folder, Receipt receipt) => new(
        name,
        receipt.Version,
        folder,
        receipt.Programs.ToDictionary(program => program.Key, program => Path.GetFullPath(program.Value, folder)),
        receipt.Libraries is null ? null : Path.GetFullPath(receipt.Libraries, folder));
}
