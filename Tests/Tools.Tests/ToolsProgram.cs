using System.Diagnostics;

namespace Platform.Tools.Tests;

/// <summary>Runs the program of tools/ as people do, with a cache of its own.</summary>
internal sealed class ToolsProgram(string cacheHome)
{
    public static string Executable { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Platform.Tools.exe" : "Platform.Tools");

    public Dictionary<string, string> Environment { get; } = new()
    {
        ["XDG_CACHE_HOME"] = cacheHome,
        ["DOTNET_ROOT"] = DotnetHost.Environment["DOTNET_ROOT"],
    };

    public string Cache => Path.Combine(cacheHome, "platform", "tools");

    /// <summary>Uses this npm registry instead of the machine's.</summary>
    public ToolsProgram With(NpmRegistry registry)
    {
        Environment["npm_config_registry"] = registry.Address;
        return this;
    }

    public Process Start(params string[] arguments) => Start(Executable, arguments);

    public Task<Result> RunAsync(params string[] arguments) => EndAsync(Start(arguments));

    /// <summary>Runs a shell script in namespaces of its own, where it may mount what it likes; <c>$0</c> is the program.</summary>
    public Task<Result> RunIsolatedAsync(string unshare, string script) =>
        EndAsync(Start("unshare", [unshare, "sh", "-c", script, Executable]));

    public static async Task<Result> EndAsync(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await error);
        }
    }

    private Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

internal sealed record Result(int ExitCode, string Output, string Error);
