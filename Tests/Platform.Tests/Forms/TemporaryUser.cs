using System.Diagnostics;

namespace Platform.Tests.Forms;

/// <summary>An ordinary user of this machine who may use Docker, with a home and a copy of the tools. Only root can make one.</summary>
internal sealed class TemporaryUser : IAsyncDisposable
{
    private const string DockerSocket = "/var/run/docker.sock";

    private TemporaryUser(string name, string home) => (Name, Home) = (name, home);

    public string Name { get; }

    public string Home { get; }

    /// <summary>The start of a command line that makes the rest run as this user.</summary>
    public string[] Through => ["setpriv", "--reuid", Name, "--regid", Name, "--init-groups", "--inh-caps=-all", "--"];

    /// <summary>Variables that lead programs to the user's own folders.</summary>
    public Dictionary<string, string?> Environment => new()
    {
        ["HOME"] = Home, ["USER"] = Name, ["LOGNAME"] = Name, ["XDG_CACHE_HOME"] = Path.Combine(Home, ".cache"), ["TMPDIR"] = Path.Combine(Home, "tmp"),
    };

    /// <summary>Makes one, or skips the test, with the reason.</summary>
    public static async Task<TemporaryUser> CreateAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && System.Environment.IsPrivilegedProcess, "Only root can become another user.");
        Assert.SkipUnless(File.Exists(DockerSocket), $"There is no {DockerSocket}, whose group may use Docker.");
        var user = new TemporaryUser($"pt{Random.Shared.Next(100_000, 1_000_000)}", Directory.CreateTempSubdirectory("pu").FullName);
        var group = (await RunAsync("stat", "--format", "%G", DockerSocket)).Output.Trim();
        var (code, output) = await RunAsync("useradd", "--no-create-home", "--home-dir", user.Home, "--user-group", "--groups", group, user.Name);
        Assert.SkipUnless(code == 0, $"No user can be made here: {output}");
        try
        {
            await user.FurnishAsync();
            return user;
        }
        catch
        {
            await user.DisposeAsync();
            throw;
        }
    }

    /// <summary>Files under a folder that are somebody else's.</summary>
    public async Task<string> FilesOfOthersAsync(string folder) => (await RunAsync("find", folder, "-not", "-user", Name)).Output;

    public async ValueTask DisposeAsync()
    {
        await RunAsync("userdel", Name);
        Directory.Delete(Home, recursive: true);
    }

    private async Task FurnishAsync()
    {
        var tools = Path.Combine(Home, ".cache", "platform", "tools");
        Directory.CreateDirectory(tools);
        Directory.CreateDirectory(Path.Combine(Home, "tmp"));
        foreach (var tool in (string[])["engine", "postgres", "redis"])
        {
            await CheckedAsync("cp", "--recursive", "--reflink=auto", Path.Combine(new Tools.Toolbox().CacheRoot, tool), tools);
        }

        await CheckedAsync("chown", "--recursive", $"{Name}:{Name}", Home);
        var readable = await RunAsync([.. Through, "test", "-r", typeof(Projects.AppHost).Assembly.Location]);
        Assert.SkipUnless(readable.Code == 0, $"Another user cannot read {typeof(Projects.AppHost).Assembly.Location}.");
    }

    private static async Task CheckedAsync(params string[] command)
    {
        var (code, output) = await RunAsync(command);
        Assert.True(code == 0, $"{string.Join(' ', command)}: {output}");
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + errors);
    }
}
