using Platform.Tools;

namespace Platform.AppHost.State;

/// <summary>The folder in the user's cache that all clones share.</summary>
internal static class UserCache
{
    // The tools lie in <cache>/platform/tools.
    public static string Folder { get; } = Path.GetDirectoryName(new Toolbox().CacheRoot)!;
}
