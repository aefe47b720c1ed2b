using System.Diagnostics;
using Platform.Hosting.Dcp;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Containers;

/// <summary>A Docker Engine that a test may stop: a second one, beside that of the machine, whose firewall it leaves alone. It uses the same bridge: without any it would remove that.</summary>
internal sealed class OwnDocker : IAsyncDisposable
{
    private static readonly string? s_daemon = new[] { "/usr/bin/dockerd", "/usr/sbin/dockerd", "/usr/local/bin/dockerd" }.FirstOrDefault(File.Exists);

    private readonly EngineScript _script = new(folder => $"DOCKER_HOST=unix://{folder}/docker.sock");
    private Process? _daemon;

    /// <summary>The argument for an application that is to use it.</summary>
    public string Setting => _script.Setting;

    private string Host => $"unix://{_script.Folder}/docker.sock";

    /// <summary>Starts one with the tests' image, or skips the test, with the reason.</summary>
    public static async Task<OwnDocker> StartAsync()
    {
        await Docker.RequireDockerAsync();
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && s_daemon is not null, "Only root can run a second Docker Engine, and needs dockerd for it.");
        var docker = new OwnDocker();
        try
        {
            await docker.RunAsync();
            var archive = Path.Combine(docker._script.Folder, "image.tar");
            await Docker.LinesAsync("save", "--output", archive, Docker.Image);
            await Docker.LinesAsync("--host", docker.Host, "load", "--input", archive);
            return docker;
        }
        catch
        {
            await docker.DisposeAsync();
            throw;
        }
    }

    public async Task RunAsync()
    {
        var folder = _script.Folder;
        _daemon = Process.Start(new ProcessStartInfo("/bin/sh", ["-c",
            $"exec {s_daemon} --host {Host} --data-root {folder}/data --exec-root {folder}/exec --pidfile {folder}/pid --iptables=false --ip6tables=false --ip-masq=false > {folder}/log 2>&1"]))!;
        var bound = Engine.Bound();
        while ((await Docker.RunAsync("--host", Host, "version")).Code is not 0)
        {
            Assert.False(_daemon.HasExited, await File.ReadAllTextAsync(Path.Combine(folder, "log"), bound));
            await Task.Delay(50, bound);
        }
    }

    /// <summary>Ends it as an administrator would: it ends its containers.</summary>
    public async Task StopAsync()
    {
        ProcessTable.Terminate(_daemon!.Id);
        await _daemon.WaitForExitAsync(Engine.Bound());
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            // Networks outlive the daemon that made them.
            if (_daemon.HasExited)
            {
                await RunAsync();
            }

            foreach (var container in await LinesAsync("ps", "--all", "--quiet"))
            {
                await LinesAsync("rm", "--force", "--volumes", container);
            }

            await LinesAsync("network", "prune", "--force");
            await StopAsync();
            _daemon.Dispose();
        }

        _script.Dispose();
    }

    private Task<string[]> LinesAsync(params string[] arguments) => Docker.LinesAsync(["--host", Host, .. arguments]);
}
