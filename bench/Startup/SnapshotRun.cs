using System.Diagnostics;
using System.Globalization;
using Platform.Tests.Processes;

namespace Platform.Bench;

/// <summary>Snapshots and restores of the running, seeded shop, as the make targets do them but without the build's own look at the project.</summary>
internal static class SnapshotRun
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(int runs)
    {
        await using var environment = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["RateLimits__Anonymous"] = "0" });
        await environment.WaitUntilReadyAsync();
        await SeededAsync(environment);
        var rows = new Dictionary<string, List<double>>();
        for (var run = -1; run < runs; run++)
        {
            await MeasureAsync("snapshot", $"s{run + 1}", environment, run < 0 ? [] : rows);
            await MeasureAsync("restore", $"s{run + 1}", environment, run < 0 ? [] : rows);
        }

        Console.WriteLine($"| what | median of {runs} | min to max |");
        Console.WriteLine("|---|---|---|");
        foreach (var (name, values) in rows)
        {
            values.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | **{values[values.Count / 2]:0.00} s** | {values[0]:0.00} to {values[^1]:0.00} |"));
        }
    }

    private static async Task MeasureAsync(string verb, string name, AppHostProcess environment, Dictionary<string, List<double>> rows)
    {
        using var done = new CancellationTokenSource();
        var away = LongestAbsenceAsync(environment, done.Token);
        var clock = Stopwatch.StartNew();
        await using (var asking = AppHostProcess.Start(environment.State, environment.Ports, [verb, name]))
        {
            if (await asking.WaitForExitAsync() is not 0 and var code)
            {
                throw new InvalidOperationException($"{verb} ended with {code}:\n{asking.Output}");
            }

            Add($"{verb}, from the command to everything healthy again", clock.Elapsed.TotalSeconds);
            await Console.Error.WriteLineAsync(asking.Output);
        }

        await done.CancelAsync();
        Add($"{verb}, the API does not answer", await away);

        void Add(string what, double value)
        {
            if (!rows.TryGetValue(what, out var values))
            {
                rows[what] = values = [];
            }

            values.Add(value);
        }
    }

    // From the last answer before to the first one after, in seconds.
    private static async Task<double> LongestAbsenceAsync(AppHostProcess environment, CancellationToken done)
    {
        using var http = environment.CreateApiClient();
        http.Timeout = s_patience;
        var (last, longest) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        while (!done.IsCancellationRequested)
        {
            try
            {
                using var answer = await http.GetAsync("/api/v1/products?search=lamp", CancellationToken.None);
                if (answer.IsSuccessStatusCode)
                {
                    var absence = Stopwatch.GetElapsedTime(last);
                    (last, longest) = (Stopwatch.GetTimestamp(), absence > longest ? absence : longest);
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // That is what is measured.
            }

            await Task.Delay(s_poll, CancellationToken.None);
        }

        return longest.TotalSeconds;
    }

    // The API puts the seed's images into storage after it has started.
    private static Task SeededAsync(AppHostProcess environment)
    {
        var blobs = Path.Combine(environment.State, "data", ResourceNames.Storage, "blobs");
        return Platform.Tests.Wait.UntilAsync(
            () => Directory.Exists(blobs) && Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories).Count() >= 500,
            () => "the seed's images are not in storage");
    }
}
