using System.Diagnostics;

namespace Platform.Tests.Processes;

/// <summary>The repository's make targets, on a test's own environment. What they ask of the AppHost goes to the program that is built already.</summary>
internal static class Make
{
    private static string Repository => Path.GetDirectoryName(Projects.AppHost.ProjectPath.TrimEnd(Path.DirectorySeparatorChar))!;

    /// <summary>Runs a target and returns what it printed; fails unless it ends with 0.</summary>
    public static async Task<string> RunAsync(AppHostProcess run, params string[] arguments)
    {
        var (exitCode, output) = await TryRunAsync(run.State, run.Ports, arguments);
        Assert.True(exitCode == 0, $"make {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Whether somebody works with the repository's own environment meanwhile.</summary>
    public static bool IsRepositoryRunning => File.Exists(Path.Combine(Repository, ".platform", "run.json"));

    /// <summary>Runs a target with a state folder, or as whoever does not say which.</summary>
    public static Task<(int ExitCode, string Output)> TryRunAsync(string? state, IReadOnlyDictionary<string, string> ports, params string[] arguments) =>
        TryRunInAsync(null, ports.ToDictionary(port => $"Platform__Ports__{port.Key}", port => (string?)port.Value).Append(new("Platform__State", state)), arguments);

    /// <summary>Runs a target in the folder of another clone, which is built, as it runs there; null is the one of these tests.</summary>
    public static async Task<(int ExitCode, string Output)> TryRunInAsync(string? clone, IEnumerable<KeyValuePair<string, string?>> environment, params string[] arguments)
    {
        var ask = $"ASK=dotnet exec {AppHostProcess.ProgramOf(clone)}";
        var start = new ProcessStartInfo("make", ["--silent", "--no-print-directory", ask, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = clone ?? Repository,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(Wait.Bound);
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, await output + await errors);
    }
}
