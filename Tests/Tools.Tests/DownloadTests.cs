using System.Diagnostics;

namespace Platform.Tools.Tests;

public sealed class DownloadTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly ToolsProgram program;

    public DownloadTests() => program = new(home);

    private string PostgresFolder => Path.Combine(program.Cache, "postgres");

    private string[] Versions => [.. Directory.GetDirectories(PostgresFolder).Select(folder => Path.GetFileName(folder)!)];

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_second_fetch_asks_nobody()
    {
        using var registry = await NpmRegistry.StartAsync();
        program.With(registry);

        Assert.Equal(0, (await program.RunAsync("fetch", "postgres")).ExitCode);
        var second = await program.RunAsync("fetch", "postgres");

        Assert.Equal((0, "", 1), (second.ExitCode, second.Error, registry.Downloads));
    }

    [Fact]
    public async Task An_altered_download_is_noticed_and_fetched_again()
    {
        using var registry = await NpmRegistry.StartAsync(Answer.Altered);

        var result = await program.With(registry).RunAsync("fetch", "postgres");

        Assert.Contains($"instead of {NpmRegistry.Postgres.Hash}: it was altered or truncated on its way; fetching it again", result.Error);
        Assert.Equal((0, 2), (result.ExitCode, registry.Downloads));
    }

    [Fact]
    public async Task A_download_that_stays_altered_is_refused_and_leaves_nothing()
    {
        using var registry = await NpmRegistry.StartAsync(Answer.Altered, Answer.Altered);

        var result = await program.With(registry).RunAsync("fetch", "postgres");

        Assert.Contains("it was altered or truncated on its way", result.Error);
        Assert.Equal((1, 2), (result.ExitCode, registry.Downloads));
        Assert.Empty(Versions);
    }

    [Fact]
    public async Task A_truncated_download_is_fetched_again()
    {
        using var registry = await NpmRegistry.StartAsync(Answer.Truncated);

        var result = await program.With(registry).RunAsync("fetch", "postgres");

        Assert.Equal((0, 2), (result.ExitCode, registry.Downloads));
        Assert.Equal(0, (await program.RunAsync("verify", "postgres")).ExitCode);
    }

    [Fact]
    public async Task A_fetch_that_was_killed_starts_over_and_leaves_no_rubbish()
    {
        using var registry = await NpmRegistry.StartAsync(Answer.Stalled);
        using (var killed = program.With(registry).Start("fetch", "postgres"))
        {
            await registry.Downloading.WaitAsync(TimeSpan.FromSeconds(60));
            killed.Kill(entireProcessTree: true);
            await killed.WaitForExitAsync();
        }

        Assert.StartsWith(".fetch-", Assert.Single(Versions));
        Assert.Equal(0, (await program.RunAsync("fetch", "postgres")).ExitCode);

        Assert.Equal(2, registry.Downloads);
        Assert.Equal([NpmRegistry.Postgres.Version], Versions);
    }

    [Fact]
    public async Task An_interrupted_fetch_ends_its_client_and_deletes_what_it_has()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM on Windows");
        using var registry = await NpmRegistry.StartAsync(Answer.Stalled);
        var interrupted = program.With(registry).Start("fetch", "postgres");
        await registry.Downloading.WaitAsync(TimeSpan.FromSeconds(60));

        Process.Start("kill", ["-TERM", $"{interrupted.Id}"]).WaitForExit();
        var result = await ToolsProgram.EndAsync(interrupted);

        Assert.Equal(130, result.ExitCode);
        Assert.EndsWith("Interrupted. What was half fetched is deleted; the next fetch starts over.", result.Error.TrimEnd());
        Assert.Empty(Versions);
    }

    [Fact]
    public async Task Two_processes_share_one_download()
    {
        using var registry = await NpmRegistry.StartAsync();
        program.With(registry);

        var results = await Task.WhenAll(program.RunAsync("fetch", "postgres"), program.RunAsync("fetch", "postgres"));

        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        Assert.Equal(1, registry.Downloads);
    }
}
