namespace Platform.Tools.Tests;

/// <summary>A cache with PostgreSQL in it, fetched once for the tests that begin with a warm cache.</summary>
public sealed class FetchedPostgres : IAsyncLifetime
{
    private readonly TemporaryFolder home = new();

    internal NpmRegistry Registry { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Registry = await NpmRegistry.StartAsync();
        var result = await new ToolsProgram(home).With(Registry).RunAsync("fetch", "postgres");
        Assert.True(result.ExitCode == 0, result.Error);
    }

    public ValueTask DisposeAsync()
    {
        Registry.Dispose();
        home.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Copies the cache with its links and its times.</summary>
    public void CopyTo(string target) => Copy(new DirectoryInfo(home), target);

    private static void Copy(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var folder in source.EnumerateDirectories())
        {
            Copy(folder, Path.Combine(target, folder.Name));
        }

        foreach (var file in source.EnumerateFiles())
        {
            var copy = Path.Combine(target, file.Name);
            if (file.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(copy, link);
            }
            else
            {
                file.CopyTo(copy);
                File.SetLastWriteTimeUtc(copy, file.LastWriteTimeUtc);
            }
        }
    }
}
