namespace Platform.Tools.Tests;

/// <summary>Fetches each tool from where this machine gets its packages, and runs it.</summary>
public sealed class RealToolTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly TemporaryFolder path = new();
    private readonly ToolsProgram program;

    public RealToolTests() => program = new(home);

    public void Dispose()
    {
        home.Dispose();
        path.Dispose();
    }

    [Fact]
    public async Task The_engine_comes_with_its_dashboard_and_touches_nothing_but_the_cache()
    {
        using var user = new TemporaryFolder();
        program.Environment["HOME"] = user;

        var fetched = await program.RunAsync("fetch", "engine");
        var dcp = (await program.RunAsync("path", "dcp")).Output.TrimEnd();
        var dashboard = (await program.RunAsync("path", "aspire-managed")).Output.TrimEnd();
        var version = await Fetching.ClientProcess.RunAsync(dcp, ["version"], home, null, TestContext.Current.CancellationToken);

        Assert.True(fetched.ExitCode == 0, fetched.Error);
        Assert.Contains("version", version.Output);
        Assert.True(File.Exists(dashboard));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(user), entry => Path.GetFileName(entry) is ".aspire" or ".npm" or ".cache");
    }

    [Fact]
    public async Task Debian_packages_are_unpacked_without_root_and_without_the_systems_package_lists()
    {
        Assert.SkipUnless(Fetching.Programs.Find("apt-get") is not null, "this system has no apt-get");
        var configuration = Path.Combine(path, "apt.conf");
        await File.WriteAllTextAsync(configuration, $"Dir::State::lists \"{path.Path}\";\n", TestContext.Current.CancellationToken);
        program.Environment["APT_CONFIG"] = configuration;

        var fetched = await program.RunAsync("fetch", "redis");
        var found = await program.RunAsync("path", "redis-server");

        Assert.True(fetched.ExitCode == 0, fetched.Error);
        Assert.SkipUnless(found.ExitCode == 0, "this system's archive has another Redis");
        Assert.StartsWith(program.Cache, found.Output);
    }

    [Fact]
    public async Task Where_Debian_packages_do_not_exist_a_Redis_on_PATH_is_taken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the program on PATH is a shell script");
        WriteRedis("7.2.4");

        var fetched = await program.RunAsync("fetch", "redis");
        var found = await program.RunAsync("path", "redis-server");

        Assert.True(fetched.ExitCode == 0, fetched.Error);
        Assert.Equal(Path.Combine(path, "redis-server"), found.Output.TrimEnd());
    }

    [Fact]
    public async Task Where_Redis_on_PATH_is_too_old_Garnet_is_installed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the program on PATH is a shell script");
        WriteRedis("6.2.14");

        // "dotnet tool install" runs it.
        File.CreateSymbolicLink(Path.Combine(path, "chmod"), "/bin/chmod");

        var fetched = await program.RunAsync("fetch", "redis");
        var tools = await new Toolbox(program.Cache).EnsureAsync([ToolNames.Redis], null, TestContext.Current.CancellationToken);
        var help = await Fetching.ClientProcess.RunAsync(
            tools.Redis.Server, ["--help"], home, tools.Redis.Environment, TestContext.Current.CancellationToken);

        Assert.True(fetched.ExitCode == 0, fetched.Error);
        Assert.Equal(RedisKind.Garnet, tools.Redis.Kind);
        Assert.Contains("GarnetServer", help.Output);
    }

    // A PATH with nothing else on it, so that there is no apt-get either.
    private void WriteRedis(string version)
    {
        var script = Path.Combine(path, "redis-server");
        File.WriteAllText(script, $"#!/bin/sh\necho 'Redis server v={version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        program.Environment["PATH"] = path;
    }
}
