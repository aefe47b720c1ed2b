namespace Platform.Tools.Declarations;

/// <summary>A tool as <c>tools.json</c> declares it.</summary>
/// <param name="Sources">Where it comes from, best first; those of other platforms are passed over.</param>
internal sealed record ToolDeclaration(string Name, string Version, string Description, IReadOnlyList<ToolSource> Sources)
{
    /// <summary>No start needs it; it is fetched when it is asked for by name.</summary>
    public bool OnDemand { get; init; }

    public IEnumerable<ToolSource> SourcesFor(string platform) =>
        Sources.Where(source => source.Platform == platform || source.Platform == "any");

    public string VersionOf(ToolSource source) => source.Version ?? Version;

    public bool Has(string program) =>
        Name == program || Sources.Any(source => source.Programs.ContainsKey(program));
}
