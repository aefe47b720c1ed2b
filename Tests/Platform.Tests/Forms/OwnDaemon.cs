using System.Diagnostics;

namespace Platform.Tests.Forms;

/// <summary>
/// A Docker Engine that a test may stop: a second one, beside that of the machine, whose firewall it leaves alone. It uses the same
/// bridge: without any it would remove that.
/// </summary>
/// <param name="folder">Where it keeps all that it has; short, because the paths of Unix sockets are.</param>
internal sealed class OwnDaemon(string folder) : IAsyncDisposable
{
    private static readonly string? s_program = new[] { "/usr/bin/dockerd", "/usr/sbin/dockerd", "/usr/local/bin/dockerd" }.FirstOrDefault(File.Exists);

    private Process? _daemon;

    /// <summary>What keeps a second one from running here; null when nothing does.</summary>
    public static string? Missing => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && s_program is not null
        ? null : "Only root can run a second Docker Engine, and needs dockerd for it.";

    /// <summary>Its address, as <c>DOCKER_HOST</c> takes it.</summary>
    public string Host => $"unix://{folder}/docker.sock";

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task RunAsync()
    {
        _daemon = Process.Start(new ProcessStartInfo("/bin/sh", ["-c",
            $"exec {s_program} --host {Host} --data-root {folder}/data --exec-root {folder}/exec --pidfile {folder}/pid --iptables=false --ip6tables=false --ip-masq=false > {folder}/log 2>&1"]))!;
        await Wait.UntilAsync(
            async () => (await AskAsync("--host", Host, "version")).Code is 0
                || (_daemon.HasExited ? throw new InvalidOperationException($"dockerd has ended:\n{await File.ReadAllTextAsync(Path.Combine(folder, "log"))}") : false),
            () => "the second Docker Engine does not answer");
    }

    /// <summary>Gives it images of the machine's own.</summary>
    public async Task LoadAsync(params string[] images)
    {
        var archive = Path.Combine(folder, "images.tar");
        await CheckedAsync(["save", "--output", archive, .. images]);
        await LinesAsync("load", "--input", archive);
        File.Delete(archive);
    }

    /// <summary>Ends it as an administrator would: it ends its containers.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_daemon!.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        using var bound = new CancellationTokenSource(Wait.Bound);
        await _daemon.WaitForExitAsync(bound.Token);
    }

    /// <summary>What its client prints, one item per line.</summary>
    public async Task<string[]> LinesAsync(params string[] arguments) =>
        (await CheckedAsync(["--host", Host, .. arguments])).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public async ValueTask DisposeAsync()
    {
        if (_daemon is null)
        {
            return;
        }

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

    private static async Task<string> CheckedAsync(params string[] arguments)
    {
        var (code, output) = await AskAsync(arguments);
        return code is 0 ? output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {output}");
    }

    private static async Task<(int Code, string Output)> AskAsync(params string[] arguments)
    {
        using var bound = new CancellationTokenSource(Wait.Bound);
        using var process = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = await process.StandardError.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, await output + errors);
    }
}
