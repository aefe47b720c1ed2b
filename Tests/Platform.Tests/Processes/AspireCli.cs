using System.Diagnostics;
using System.Text.Json;

namespace Platform.Tests.Processes;

/// <summary>The official <c>aspire</c> program, of the engine's own package, in a home folder of its own: it sees no AppHost but the test's.</summary>
internal sealed class AspireCli(IReadOnlyDictionary<string, string?>? settings = null) : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("ph");
    private readonly string _program = Start("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Platform.Tools.dll"), "path", "aspire"], new()).Output().Trim();

    /// <summary>What an AppHost needs to be found by it.</summary>
    public Dictionary<string, string?> Environment => new(settings ?? new Dictionary<string, string?>())
    {
        ["HOME"] = _home.FullName,
        // The tools stay where they are.
        ["XDG_CACHE_HOME"] = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".cache"),
        ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["NO_COLOR"] = "1",
    };

    /// <summary>Runs a command on the AppHost and returns what it printed; fails unless it ends with 0.</summary>
    public string Run(params string[] arguments) => Succeed(Begin(arguments), arguments);

    /// <summary>The same for a command that takes no AppHost.</summary>
    public string RunGlobal(params string[] arguments) => Succeed(Start(_program, [.. arguments, "--non-interactive"], Environment), arguments);

    /// <summary>Runs a command in a folder, from where it finds its AppHost by itself.</summary>
    public string RunIn(string folder, params string[] arguments) => Succeed(BeginIn(folder, arguments), arguments);

    /// <summary>Starts such a command without waiting for its end.</summary>
    public Command BeginIn(string folder, params string[] arguments) => Start(_program, [.. arguments, "--non-interactive"], Environment, folder);

    /// <summary>Runs a command that may fail.</summary>
    public (int ExitCode, string Output) TryRun(params string[] arguments)
    {
        using var running = Begin(arguments);
        var output = running.Output();
        return (running.ExitCode, output);
    }

    /// <summary>Starts a command on the AppHost without waiting for its end.</summary>
    public Command Begin(params string[] arguments) =>
        Start(_program, [.. arguments, "--apphost", Path.Combine(Projects.AppHost.ProjectPath, "AppHost.csproj"), "--non-interactive"], Environment);

    /// <summary>The JSON that a command printed. It may say what it is doing before what it found.</summary>
    public static JsonElement Json(string output) => JsonDocument.Parse(output[output.AsSpan().IndexOfAny('[', '{')..]).RootElement;

    public void Dispose() => _home.Delete(recursive: true);

    private static string Succeed(Command command, string[] arguments)
    {
        using (command)
        {
            var output = command.Output();
            Assert.True(command.ExitCode == 0, $"aspire {string.Join(' ', arguments)} ended with {command.ExitCode}:\n{output}");
            return output;
        }
    }

    private static Command Start(string program, IEnumerable<string> arguments, Dictionary<string, string?> environment, string folder = "")
    {
        // A shell's background jobs, as a CI server may run this, ignore Ctrl-C, and so would what they start.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>A command that was started.</summary>
    public sealed class Command(Process process) : IDisposable
    {
        private readonly Task<string> _output = process.StandardOutput.ReadToEndAsync();
        private readonly Task<string> _errors = process.StandardError.ReadToEndAsync();

        public int ExitCode => process.ExitCode;

        /// <summary>What it printed until its end, with its errors when it failed.</summary>
        public string Output(TimeSpan? bound = null)
        {
            Assert.True(process.WaitForExit(bound ?? Wait.Bound), $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} does not end.");
            return process.ExitCode == 0 ? _output.Result : _output.Result + _errors.Result;
        }

        /// <summary>What Ctrl-C sends.</summary>
        public void Interrupt()
        {
            using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            kill.WaitForExit();
            Assert.Equal(0, kill.ExitCode);
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }
    }
}
