using Platform.AppHost.Snapshots;

namespace Platform.AppHost.Tests.Snapshots;

/// <summary>What of a folder that is used again may stay.</summary>
public sealed class SpareFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Only_what_is_wanted_stays_and_a_link_is_removed_and_not_followed()
    {
        var elsewhere = folder.File("elsewhere");
        var root = folder.File("data");
        foreach (var path in new[] { "data/postgres/base/1", "data/postgres/old/2", "data/redis", "data/storage", "elsewhere/3" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
            File.WriteAllText(folder.File(path), path);
        }

        File.CreateSymbolicLink(Path.Combine(root, "postgres", "linked"), Path.Combine(elsewhere, "3"));
        Directory.CreateSymbolicLink(Path.Combine(root, "postgres", "base", "folder"), elsewhere);

        var there = SpareFiles.Trim(root, ["postgres", "postgres/base", "postgres/base/folder", "redis"], ["postgres/base/1", "postgres/base/missing", "postgres/linked", "redis/dump.rdb"]);

        Assert.Equal(["postgres/base/1"], there);
        Assert.Equal(["postgres", "postgres/base", "postgres/base/1"], Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order());
        Assert.True(File.Exists(Path.Combine(elsewhere, "3")));
    }
}
