using System.Diagnostics;
using System.Globalization;
using Platform.Tests;
using Platform.Tests.Processes;

namespace Platform.Bench;

/// <summary>Starts and stops the environment with backing services as processes and as containers, in turn, and compares.</summary>
internal static class FormsRun
{
    private static readonly string[] s_forms = ["process", "container"];
    private static readonly string[] s_stores = [ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage];
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);

    private static readonly Budget s_ready = new("all required resources healthy, after the AppHost process starts", double.NaN, "s");
    private static readonly Budget s_stopped = new("nothing left, after SIGTERM", double.NaN, "s");
    private static readonly Budget s_servers = new("memory of PostgreSQL, Redis and storage with what runs them, ready (PSS)", double.NaN, "MiB");

    public static async Task MeasureAsync(int runs)
    {
        var clones = s_forms.ToDictionary(form => form, form => (State: AppHostProcess.NewState(), Ports: AppHostProcess.FreePorts(), Samples: new Samples()));
        for (var run = -1; run < runs; run++)
        {
            // The first run makes the data and does not count.
            await Console.Error.WriteLineAsync(run >= 0 ? $"run {run + 1} of {runs}" : "warm-up");
            foreach (var form in s_forms)
            {
                await MeasureAsync(form, clones[form].State, clones[form].Ports, run >= 0 ? clones[form].Samples : new Samples());
            }
        }

        Console.WriteLine($"| median of {runs} (min to max) | {string.Join(" | ", s_forms)} |");
        Console.WriteLine("|---|---|---|");
        foreach (var what in (Budget[])[s_ready, s_stopped, s_servers])
        {
            Console.WriteLine($"| {what.Name} | {string.Join(" | ", s_forms.Select(form => Text(what, clones[form].Samples)))} |");
        }
    }

    private static async Task MeasureAsync(string form, string state, Dictionary<string, string> ports, Samples samples)
    {
        var clock = Stopwatch.StartNew();
        await using var run = AppHostProcess.Start(state, ports, environment: new Dictionary<string, string?> { ["Platform__Form"] = form });
        await run.WaitUntilReadyAsync();
        samples.Add(s_ready, clock.Elapsed.TotalSeconds);
        samples.Add(s_servers, await ServersAsync(form, state, run));

        clock.Restart();
        run.Terminate();
        await run.WaitForExitAsync();
        await Wait.UntilAsync(async () => run.Descendants.Count is 0 && (form is "process" || (await ContainersAsync(state)).Length is 0), () => "something is left", pause: s_poll);
        samples.Add(s_stopped, clock.Elapsed.TotalSeconds);
    }

    private static async Task<double> ServersAsync(string form, string state, AppHostProcess run)
    {
        if (form is "process")
        {
            string[] servers = ["postgres", "redis-server", "ObjectStore"];
            return Pss(run.Descendants.Where(process => servers.Any(server => process.Value.Contains(server, StringComparison.Ordinal))).Select(process => process.Key));
        }

        var containers = await ContainersAsync(state);
        var inside = await Task.WhenAll(containers.Select(async id => (await DockerAsync("top", id, "-eo", "pid")).Skip(1).Select(Number)));

        // Each container has a shim, its first process's parent, and a process for its port.
        var others = Process.GetProcesses().Where(process => process.ProcessName is "docker-proxy" or "containerd-shim" && CommandLine(process.Id) is var line
            && (containers.Any(id => line.Contains(id, StringComparison.Ordinal)) || s_stores.Any(store => line.Contains($"-host-port\0{run.Ports[store]}\0", StringComparison.Ordinal))));
        return Pss(inside.SelectMany(pids => pids).Concat(others.Select(process => process.Id)));
    }

    // Shared memory counts once, divided among those that share it.
    private static double Pss(IEnumerable<int> pids) => pids.Sum(pid =>
    {
        var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return Number(line["Pss:".Length..^"kB".Length]) / 1024.0;
    });

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task<string[]> ContainersAsync(string state)
    {
        var found = await Task.WhenAll(s_stores.Select(store => DockerAsync("ps", "--all", "--quiet", "--no-trunc", "--filter", $"volume={Path.Combine(state, "data", store)}")));
        return [.. found.SelectMany(ids => ids)];
    }

    private static async Task<string[]> DockerAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode is 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"docker {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static int Number(string text) => int.Parse(text.Trim(), CultureInfo.InvariantCulture);

    private static string Text(Budget what, Samples samples) => samples.Of(what) is var (minimum, median, maximum)
        ? string.Create(CultureInfo.InvariantCulture, $"**{median:0.00} {what.Unit}** ({minimum:0.00} to {maximum:0.00})")
        : "";
}
