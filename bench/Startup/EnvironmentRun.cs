using System.Diagnostics;
using Platform.Tests;
using Platform.Tests.Processes;

namespace Platform.Bench;

/// <summary>One start and stop of the whole environment, seen from outside.</summary>
internal static class EnvironmentRun
{
    private const double Mebi = 1024 * 1024;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(5);

    // One clone for all runs: the second start of a clone is what a developer has every day.
    private static readonly string s_state = AppHostProcess.NewState();
    private static readonly Dictionary<string, string> s_ports = AppHostProcess.FreePorts();

    public static async Task MeasureAsync(Samples samples)
    {
        var clock = Stopwatch.StartNew();
        await using var run = AppHostProcess.Start(s_state, s_ports);
        using var http = new HttpClient();
        var dashboard = FirstAnswerAsync(http, $"http://localhost:{s_ports["dashboard"]}/login", clock);
        var ready = await FirstAnswerAsync(http, $"{run.Api}health/ready", clock);
        samples.Add(Budget.Ready, ready);
        samples.Add(Budget.Dashboard, await dashboard);
        await run.WaitUntilReadyAsync();
        samples.AddReport(ready, run.Output);
        samples.Add(Budget.Memory, Process.GetProcessById(run.Id).WorkingSet64 / Mebi);

        var stop = Stopwatch.StartNew();
        run.Terminate();
        await run.WaitForExitAsync();
        await Wait.UntilAsync(() => run.Descendants.Count is 0, () => "processes are left", pause: s_poll);
        samples.Add(Budget.Stopped, stop.Elapsed.TotalSeconds);
    }

    private static async Task<double> FirstAnswerAsync(HttpClient http, string url, Stopwatch clock)
    {
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    using var response = await http.GetAsync(url);
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => $"{url} does not answer",
            pause: s_poll);
        return clock.Elapsed.TotalSeconds;
    }
}
