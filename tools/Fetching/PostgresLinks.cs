using System.Text.Json;

namespace Platform.Tools.Fetching;

/// <summary>Creates the links between library versions that an npm archive cannot hold and the package lists instead.</summary>
internal static class PostgresLinks
{
    public static void Create(string content)
    {
        var list = Path.Combine(content, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        // [{"source":"native/lib/libecpg.so.6.17","target":"native/lib/libecpg.so"}, ...]: target is the link.
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var entry in links.RootElement.EnumerateArray())
        {
            var source = Inside(content, entry.GetProperty("source").GetString()!);
            var link = Inside(content, entry.GetProperty("target").GetString()!);
            if (!File.Exists(link))
            {
                File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, source));
            }
        }
    }

    private static string Inside(string content, string listed)
    {
        var path = Path.GetFullPath(Path.GetRelativePath("native", listed), content);
        return path.StartsWith(content + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new FetchFailure($"pg-symlinks.json names {listed}, which is outside of the package");
    }
}
