using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>A tool that could not be had, and why.</summary>
internal sealed record MissingTool(ToolDeclaration Declaration, string Reason)
{
    /// <summary>One message: each missing tool with its cause and the command that gets it.</summary>
    public static string Describe(IReadOnlyCollection<MissingTool> missing)
    {
        var heading = missing.Count == 1 ? "A tool is missing" : $"{missing.Count} tools are missing";
        var lines = missing.Select(tool =>
            $"  {tool.Declaration.Name} {tool.Declaration.Version}: {tool.Reason}.{Environment.NewLine}"
            + $"    Get it with: dotnet run --project tools -- fetch {tool.Declaration.Name}");
        return $"{heading} and cannot be fetched.{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }
}

/// <summary>Either a tool or the reason why there is none.</summary>
internal sealed record FetchOutcome(InstalledTool? Tool, MissingTool? Missing);
