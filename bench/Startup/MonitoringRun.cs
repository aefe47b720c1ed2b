using System.Globalization;
using System.Text.Json;
using Platform.Tests.Processes;

namespace Platform.Bench;

/// <summary>What monitoring costs: the same environment with and without it, how soon it is ready, and what it holds and does when nobody uses it.</summary>
internal static class MonitoringRun
{
    private const double Kibi = 1024;
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(int runs)
    {
        var state = AppHostProcess.NewState();
        var ports = AppHostProcess.FreePorts();
        var (with, without) = (new List<double>(), new List<double>());
        for (var run = -1; run < runs; run++)
        {
            // The first run fills the caches and does not count.
            Add(without, run, await ReadyAsync(state, ports, hasMonitoring: false));
            Add(with, run, await ReadyAsync(state, ports, hasMonitoring: true));
        }

        var idleWithout = await IdleAsync(state, ports, hasMonitoring: false);
        var idleWith = await IdleAsync(state, ports, hasMonitoring: true);
        Console.WriteLine("| what | without monitoring | with it | it adds |");
        Console.WriteLine("|---|---|---|---|");
        Print($"ready, median of {runs} (s)", "0.00", Median(without), Median(with));
        Print("memory, PSS of all processes (MiB)", "0", idleWithout.Memory, idleWith.Memory);
        Print("of which the engine's watchers, one for each program (MiB)", "0", idleWithout.Watchers, idleWith.Watchers);
        Print("processor at idle, % of one core, all processes", "0.0", idleWithout.Processor * 100, idleWith.Processor * 100);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| reading the API's metrics, mean and longest of a minute (ms) | | {idleWith.Scrape * 1000:0.0}, {idleWith.LongestScrape * 1000:0.0} | |"));
    }

    private static void Add(List<double> values, int run, double value)
    {
        if (run >= 0)
        {
            values.Add(value);
        }
    }

    private static async Task<double> ReadyAsync(string state, Dictionary<string, string> ports, bool hasMonitoring)
    {
        await using var run = Start(state, ports, hasMonitoring, hasMail: false);
        await run.WaitUntilReadyAsync();
        var line = run.Output.Split('\n').First(text => text.StartsWith("Platform ready in ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[3], CultureInfo.InvariantCulture);
    }

    private static async Task<Idle> IdleAsync(string state, Dictionary<string, string> ports, bool hasMonitoring)
    {
        await using var run = Start(state, ports, hasMonitoring, hasMail: true);
        await run.WaitUntilReadyAsync();
        await Task.Delay(s_settling);
        var before = Processes(run).ToDictionary(pid => pid, ProcessorSeconds);
        await Task.Delay(s_idle);
        var used = Processes(run).Sum(pid => ProcessorSeconds(pid) - before.GetValueOrDefault(pid));
        var watchers = run.Descendants.Where(process => process.Value.Contains("monitor-process", StringComparison.Ordinal)).Sum(process => Memory(process.Key));
        var (scrape, longest) = hasMonitoring ? await ScrapeAsync(state) : default;
        return new(Processes(run).Sum(Memory), watchers, used / s_idle.TotalSeconds, scrape, longest);
    }

    private static int[] Processes(AppHostProcess run) => [.. run.Descendants.Keys.Union(MarkedProcesses.WorkingIn(run.State))];

    // The mail catcher comes with monitoring, and is a tool of its own: what is held beside it counts, not itself.
    private static AppHostProcess Start(string state, Dictionary<string, string> ports, bool hasMonitoring, bool hasMail) =>
        AppHostProcess.Start(state, ports, environment: new Dictionary<string, string?>
        {
            ["Platform__Monitoring"] = hasMonitoring ? "true" : "false",
            ["Platform__Tools__mail"] = hasMail ? "true" : "false",
        });

    private static async Task<(double Mean, double Longest)> ScrapeAsync(string state)
    {
        using var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(state, "run.json")));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{run.RootElement.GetProperty("ports").GetProperty("prometheus").GetInt32()}") };
        return (await ValueAsync("avg"), await ValueAsync("max"));

        async Task<double> ValueAsync(string function)
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync($"/api/v1/query?query={function}_over_time(scrape_duration_seconds{{job=\"api\"}}[1m])"));
            return double.Parse(answer.RootElement.GetProperty("data").GetProperty("result")[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
        }
    }

    // "Pss:   1234 kB"; a page that several share counts for each by its part.
    private static double Memory(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(text => text.StartsWith("Pss:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / Kibi;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0; // it has just ended
        }
    }

    // "1234 (name) S ..."; the times in user and system mode are the 14th and 15th.
    private static double ProcessorSeconds(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Print(string what, string format, double without, double with) => Console.WriteLine(
        $"| {what} | {without.ToString(format, CultureInfo.InvariantCulture)} | {with.ToString(format, CultureInfo.InvariantCulture)} | **{(with - without).ToString(format, CultureInfo.InvariantCulture)}** |");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed record Idle(double Memory, double Watchers, double Processor, double Scrape, double LongestScrape);
}
