using System.Diagnostics;

namespace Platform.Tests.Processes;

/// <summary>The official <c>aspire</c> program, of the engine's own package, in a home folder of its own: it sees no AppHost but the test's.</summary>
internal sealed class AspireCli : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("ph");
    private readonly string _program = Run("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Platform.Tools.dll"), "path", "aspire"], new()).Output.Trim();

    /// <summary>What an AppHost needs to be found by it.</summary>
    public Dictionary<string, string?> Environment => new()
    {
        ["HOME"] = _home.FullName,
        // The tools stay where they are.
        ["XDG_CACHE_HOME"] = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".cache"),
        ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1",
        ["NO_COLOR"] = "1",
    };

    /// <summary>Runs a command and returns what it printed; fails unless it ends with 0.</summary>
    public string Run(params string[] arguments)
    {
        var (exitCode, output) = TryRun(arguments);
        Assert.True(exitCode == 0, $"aspire {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Runs a command that may fail.</summary>
    public (int ExitCode, string Output) TryRun(params string[] arguments) =>
        Run(_program, [.. arguments, "--apphost", Path.Combine(Projects.AppHost.ProjectPath, "AppHost.csproj"), "--non-interactive"], Environment);

    /// <summary>The same for a command that takes no AppHost.</summary>
    public string RunGlobal(params string[] arguments)
    {
        var (exitCode, output) = Run(_program, [.. arguments, "--non-interactive"], Environment);
        Assert.True(exitCode == 0, $"aspire {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static (int ExitCode, string Output) Run(string program, IEnumerable<string> arguments, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Wait.Bound), $"{program} {string.Join(' ', arguments)} does not end.");
        return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.Result);
    }
}
