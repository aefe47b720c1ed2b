namespace Platform.Tools.Tests;

public sealed class ImpossibleFetchTests : IDisposable
{
    private static readonly string[] Tools = [ToolNames.Engine, ToolNames.Postgres, ToolNames.Redis];

    private readonly TemporaryFolder home = new();
    private readonly ToolsProgram program;

    public ImpossibleFetchTests() => program = new(home);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Without_a_network_one_error_names_each_missing_tool_and_the_command_that_gets_it()
    {
        Isolation.Require();

        var result = await program.RunIsolatedAsync("-rn", "\"$0\" fetch");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("3 tools are missing and cannot be fetched.", result.Error);
        Assert.Contains("npm cannot reach its registry (E", result.Error);
        Assert.All(Tools, tool => Assert.Contains($"Get it with: dotnet run --project tools -- fetch {tool}\n", result.Error));
        Assert.All(Tools, tool => Assert.Empty(Directory.GetDirectories(Path.Combine(program.Cache, tool))));
    }

    [Fact]
    public async Task Without_npm_the_error_says_what_brings_it()
    {
        program.Environment["PATH"] = home;

        var result = await program.RunAsync("fetch", "postgres", "engine");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("2 tools are missing and cannot be fetched.", result.Error);
        Assert.Contains("npm is not on PATH; install Node.js 20 or newer, which brings it.", result.Error);
    }

    [Fact]
    public async Task A_package_that_the_registry_does_not_have_is_named()
    {
        using var registry = await NpmRegistry.StartAsync();

        var result = await program.With(registry).RunAsync("fetch", "engine");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("npm's registry does not have @microsoft/aspire-cli-", result.Error);
    }

    [Fact]
    public async Task A_read_only_home_is_reported_with_what_to_do()
    {
        Isolation.Require();

        var result = await program.RunIsolatedAsync(
            "-rm", $"mount --bind {home.Path} {home.Path} && mount -o remount,bind,ro {home.Path} && exec \"$0\" fetch postgres");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"the tool cache {program.Cache} cannot be written (Read-only file system", result.Error);
        Assert.Contains("or set XDG_CACHE_HOME to a folder that is.", result.Error);
    }

    [Fact]
    public async Task A_warm_cache_on_a_read_only_home_works()
    {
        Isolation.Require();
        using var registry = await NpmRegistry.StartAsync();
        await program.With(registry).RunAsync("fetch", "postgres");

        var result = await program.RunIsolatedAsync(
            "-rm", $"mount --bind {home.Path} {home.Path} && mount -o remount,bind,ro {home.Path} && exec \"$0\" path postgres");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_reported_before_anything_is_fetched()
    {
        Isolation.Require();
        using var registry = await NpmRegistry.StartAsync();

        var result = await program.With(registry).RunIsolatedAsync(
            "-rm", $"mount -t tmpfs -o size=50m none {home.Path} && exec \"$0\" fetch postgres");

        Assert.Equal((1, 0), (result.ExitCode, registry.Downloads));
        Assert.Matches(@"has \d+ MB free and \d+ MB are needed; free some, or set XDG_CACHE_HOME", result.Error);
    }

    [Fact]
    public async Task A_disk_that_becomes_full_while_unpacking_is_reported_and_nothing_is_left()
    {
        Isolation.Require();
        using var registry = await NpmRegistry.StartAsync();

        // Room for the bytes of PostgreSQL, but not for its thousand files: the disk becomes full half way.
        var result = await program.With(registry).RunIsolatedAsync(
            "-rm", $"mount -t tmpfs -o size=500m,nr_inodes=600 none {home.Path} && \"$0\" fetch postgres; echo $?; find {home.Path} -type d");

        Assert.StartsWith("1\n", result.Output);
        Assert.Matches(@"the disk of \S+ became full \(No space left on device", result.Error);
        Assert.DoesNotContain(NpmRegistry.Postgres.Version, result.Output);
        Assert.DoesNotContain(".fetch-", result.Output);
    }

    [Theory]
    [InlineData("fetch", "mongodb")]
    [InlineData("path", "mongodb")]
    public async Task An_unknown_name_is_refused_with_the_known_ones(params string[] arguments)
    {
        var result = await program.RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("^There is no tool called 'mongodb'. Known: engine, postgres, redis, .+, and their programs[.]", result.Error);
    }

    [Fact]
    public async Task An_unknown_verb_is_answered_with_the_usage() =>
        Assert.Equal(2, (await program.RunAsync("frobnicate")).ExitCode);
}
