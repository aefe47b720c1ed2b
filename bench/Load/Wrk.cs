using System.Diagnostics;
using System.Globalization;
using Platform.Tools;

namespace Platform.Load;

/// <summary>What one run of the generator found. Times in milliseconds.</summary>
internal sealed record LoadResult(
    double PerSecond, double P50, double P95, double P99, long Requests, long ErrorAnswers, long Broken, long Created, long Refused, long Other, double Seconds);

/// <summary>Runs wrk with a scenario of <c>load.lua</c>: as many requests as the connections can carry, each waiting for its answer.</summary>
internal sealed class Wrk(ToolSet tools, string folder)
{
    private readonly string _script = WriteScript(folder);
    private int _run;

    public async Task<LoadResult> RunAsync(Uri url, string scenario, int connections, int seconds, int products, IEnumerable<string> bearerTokens)
    {
        var start = new ProcessStartInfo(
            tools.Path("wrk"),
            [
                "--threads", "1", "--connections", $"{connections}", "--duration", $"{seconds}s", "--timeout", "10s", "--script", _script,
                url.ToString(), "--", scenario, $"{products}", $"run{++_run}-{Environment.ProcessId}", .. bearerTokens,
            ])
        { RedirectStandardOutput = true };
        foreach (var (name, value) in tools.EnvironmentOf(ToolNames.Wrk))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Parse(output);
    }

    private static LoadResult Parse(string output)
    {
        var line = output.Split('\n').LastOrDefault(text => text.StartsWith("result ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk printed no result:\n{output}");
        var n = line.Split(' ').Skip(1).Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var seconds = n[1] / 1e6;
        return new(n[0] / seconds, n[2] / 1e3, n[3] / 1e3, n[4] / 1e3, n[0], n[5], n[6], n[7], n[8], n[9], seconds);
    }

    private static string WriteScript(string folder)
    {
        var path = Path.Combine(folder, "load.lua");
        using var script = typeof(Wrk).Assembly.GetManifestResourceStream("load.lua")!;
        using var file = File.Create(path);
        script.CopyTo(file);
        return path;
    }
}
