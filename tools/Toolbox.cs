using Platform.Tools.Cache;
using Platform.Tools.Declarations;
using Platform.Tools.Fetching;

namespace Platform.Tools;

/// <summary>
/// The declared tools in the user's cache. What is there is used without asking anybody; what is missing or damaged is
/// fetched by its own package client, several tools at a time.
/// </summary>
/// <param name="cacheFolder">Where tools live; null for the user's cache folder.</param>
public sealed class Toolbox(string? cacheFolder = null)
{
    private readonly ToolCache cache = new(cacheFolder ?? CacheFolder.Default);

    /// <summary>Where tools live.</summary>
    public string CacheRoot => cache.Root;

    internal ToolCache Cache => cache;

    internal ToolManifest Manifest { get; init; } = ToolManifest.Load();

    internal string Platform { get; init; } = ToolManifest.ThisPlatform;

    /// <summary>The version of a tool that is in the cache and whole. Nothing is fetched.</summary>
    /// <param name="name">A tool (<see cref="ToolNames"/>) or a program.</param>
    /// <param name="problem">Why what is in the cache cannot be used; null when nothing is there.</param>
    /// <returns>Null when the tool would have to be fetched.</returns>
    public string? FindVersion(string name, out string? problem) => cache.Find(Manifest.Find(name), Platform, out problem)?.Version;

    /// <summary>Makes sure that tools are in the cache and whole, and tells where they are.</summary>
    /// <param name="names">Tools (<see cref="ToolNames"/>) or programs such as <c>promtool</c>.</param>
    /// <param name="progress">Told about every fetch; nothing is reported when all tools are in the cache.</param>
    /// <param name="cancellationToken">Ends the package clients and leaves nothing half done.</param>
    /// <returns>A task that has completed already when all tools are in the cache.</returns>
    /// <exception cref="ToolException">A tool cannot be had; one message for all of them.</exception>
    public async Task<ToolSet> EnsureAsync(
        IEnumerable<string> names, IProgress<ToolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var fetches = names.Select(Manifest.Find).Distinct().Select(tool => EnsureAsync(tool, progress, cancellationToken)).ToArray();
        var results = await Task.WhenAll(fetches);
        var missing = results.Select(result => result.Missing).OfType<MissingTool>().ToArray();
        return missing.Length == 0
            ? new ToolSet(results.Select(result => result.Tool!))
            : throw new ToolException(MissingTool.Describe(missing));
    }

    private Task<FetchOutcome> EnsureAsync(ToolDeclaration tool, IProgress<ToolProgress>? progress, CancellationToken cancellationToken) =>
        cache.Find(tool, Platform, out var problem) is { } found
            ? Task.FromResult(new FetchOutcome(found, null))
            : Task.Run(() => new Fetch(cache, tool, Platform, progress).RunAsync(problem, cancellationToken), cancellationToken);
}
