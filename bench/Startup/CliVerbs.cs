using System.Diagnostics;
using System.Globalization;
using Platform.Tests.Processes;

namespace Platform.Bench;

/// <summary>How long the official aspire CLI's verbs take on a running environment, and the program alone.</summary>
internal static class CliVerbs
{
    private static readonly string[][] s_verbs =
    [
        ["--version"],
        ["ps", "--format", "Json"],
        ["describe", "--format", "Json"],
        ["logs", ResourceNames.Postgres],
        ["logs"],
        ["wait", ResourceNames.Api],
    ];

    public static async Task MeasureAsync(int runs)
    {
        var aspire = await FindAsync();
        using var home = new TemporaryHome();
        await using var run = AppHostProcess.Start(environment: home.Environment);
        await run.WaitUntilReadyAsync();
        Console.WriteLine($"| aspire | median of {runs} | min to max |");
        Console.WriteLine("|---|---|---|");
        foreach (var verb in s_verbs)
        {
            var times = Enumerable.Range(0, runs + 1).Select(_ => Measure(aspire, verb, home.Environment)).Skip(1).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {string.Join(' ', verb)} | **{times[runs / 2]:0.000} s** | {times[0]:0.000} to {times[^1]:0.000} |"));
        }
    }

    private static double Measure(string aspire, string[] verb, Dictionary<string, string?> environment)
    {
        string[] arguments = verb is ["--version"] ? verb : verb is ["ps", ..] ? [.. verb, "--non-interactive"]
            : [.. verb, "--non-interactive", "--apphost", Path.Combine(Projects.AppHost.ProjectPath, "AppHost.csproj")];
        var start = new ProcessStartInfo(aspire, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"aspire {string.Join(' ', verb)} ended with {process.ExitCode}: {errors.Result}");
    }

    private static async Task<string> FindAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Platform.Tools.dll"), "path", "aspire"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return (await process.StandardOutput.ReadToEndAsync()).Trim();
    }

    /// <summary>A home folder in which the CLI finds no AppHost but this one.</summary>
    private sealed class TemporaryHome : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bh");

        public Dictionary<string, string?> Environment => new()
        {
            ["HOME"] = _folder.FullName,
            ["XDG_CACHE_HOME"] = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
                ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".cache"),
            ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1",
            ["NO_COLOR"] = "1",
        };

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
