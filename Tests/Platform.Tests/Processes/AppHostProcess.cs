using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Platform.Tests.Processes;

/// <summary>The AppHost as a developer runs it, in a process of its own, with a state folder and ports of its own.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly string _temp;

    private AppHostProcess(
        string state, IReadOnlyDictionary<string, string> ports, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment, string[] through, string? clone)
    {
        State = state;
        Ports = ports;
        // Short, because the paths of Unix sockets are.
        _temp = Directory.CreateTempSubdirectory("pt").FullName;
        string[] command = [.. through, "dotnet", "exec", ProgramOf(clone), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            // Nobody is there to answer a question.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = clone is null ? Projects.AppHost.ProjectPath : Path.Combine(clone, "AppHost"),
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                ["Platform__State"] = state,
                ["Platform__Monitoring"] = "false",
                ["TMPDIR"] = _temp,
                [MarkedProcesses.Variable] = _mark,
            },
        };
        foreach (var (name, port) in ports)
        {
            start.Environment[$"Platform__Ports__{name}"] = port;
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
    }

    /// <summary>The state folder, <c>.platform/</c> in a clone.</summary>
    public string State { get; }

    public IReadOnlyDictionary<string, string> Ports { get; }

    public int Id => _process.Id;

    public string Output => string.Join(Environment.NewLine, _output);

    public Uri Api => new($"http://localhost:{Ports[ResourceNames.Api]}");

    /// <summary>Everything that this run has started and that still runs, itself included.</summary>
    public IReadOnlyDictionary<int, string> Descendants => MarkedProcesses.Find(_mark);

    /// <summary>Starts an AppHost.</summary>
    /// <param name="state">A state folder of an earlier run; a new one when not given.</param>
    /// <param name="ports">The ports of an earlier run; free ones when not given.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">More environment variables; null removes one.</param>
    /// <param name="through">A program, with its arguments, that becomes the AppHost in the end, such as setpriv.</param>
    /// <param name="clone">The folder of another clone, which is built; the one of these tests when not given.</param>
    public static AppHostProcess Start(
        string? state = null,
        IReadOnlyDictionary<string, string>? ports = null,
        IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        string[]? through = null,
        string? clone = null)
    {
        var run = new AppHostProcess(state ?? NewState(), ports ?? FreePorts(), arguments ?? [], environment, through ?? [], clone);
        run._process.Start();
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
    }

    /// <summary>The AppHost's program in a clone; null for the one of these tests.</summary>
    public static string ProgramOf(string? clone) =>
        clone is null ? typeof(Projects.AppHost).Assembly.Location : Path.Combine(clone, "artifacts", "bin", "AppHost", "debug", "AppHost.dll");

    public static string NewState() => Path.Combine(Directory.CreateTempSubdirectory("platform-state-").FullName, ".platform");

    /// <summary>Free ports for everything that listens, so that tests beside each other do not meet.</summary>
    public static Dictionary<string, string> FreePorts()
    {
        string[] names = ["dashboard", "dashboardhttps", "otlp", "otlphttp", ResourceNames.Api, $"{ResourceNames.Api}https", ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage];
        var listeners = names.Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            Array.ForEach(listeners, l => l.Start());
            return names.Zip(listeners).ToDictionary(pair => pair.First, pair => $"{((IPEndPoint)pair.Second.LocalEndpoint).Port}");
        }
        finally
        {
            Array.ForEach(listeners, l => l.Stop());
        }
    }

    /// <summary>Waits for the line that says that everything required is healthy.</summary>
    public Task WaitUntilReadyAsync(TimeSpan? bound = null) => WaitForOutputAsync("Platform ready in ", bound);

    /// <summary>Waits for a text in the output, as long as the AppHost runs.</summary>
    public Task WaitForOutputAsync(string text, TimeSpan? bound = null) => Wait.UntilAsync(
        () => Output.Contains(text, StringComparison.Ordinal)
            || (_process.HasExited ? throw new InvalidOperationException($"The AppHost exited with {_process.ExitCode} before it printed '{text}':\n{Output}") : false),
        () => $"the AppHost has not printed '{text}'. It has printed:\n{Output}",
        bound);

    /// <summary>One of the passwords and keys that the run has made.</summary>
    public async Task<string> SecretAsync(string name)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(State, "secrets.json")));
        return secrets.RootElement.GetProperty(name).GetString()!;
    }

    public void Terminate() => Signal(SigTerm);

    public void Kill() => Signal(SigKill);

    public async Task<int> WaitForExitAsync(TimeSpan? bound = null)
    {
        using var timeout = new CancellationTokenSource(bound ?? Wait.Bound);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until no process of this run is left.</summary>
    public Task WaitUntilNothingIsLeftAsync(TimeSpan? bound = null) => Wait.UntilAsync(
        () => Descendants.Count is 0,
        () => $"still running:\n{string.Join('\n', Descendants.Select(p => $"{p.Key} {p.Value}"))}\n{Output}",
        bound);

    /// <summary>
    /// What the run has left in its temporary folder (sockets, session folders), but for the ports that all clones share, the folders
    /// in which services put files of a moment, and what the .NET SDK leaves (official hosting starts projects through it).
    /// </summary>
    public IReadOnlyList<string> LeftInTemporaryFolder()
    {
        string[] others = ["clr-debug-pipe", "dotnet-diagnostic", "NuGetScratch"];
        var services = Path.Combine(_temp, "platform");
        return [.. Directory.EnumerateFileSystemEntries(_temp, "*", SearchOption.AllDirectories)
            .Where(path => !(path == services || (path.StartsWith(services + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Directory.Exists(path))))
            .Where(path => !path.EndsWith("platform-ports", StringComparison.Ordinal) && !others.Any(other => path.Contains(other, StringComparison.Ordinal)))];
    }

    /// <summary>A client of the API.</summary>
    public HttpClient CreateApiClient() => new() { BaseAddress = Api };

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
        }

        try
        {
            await WaitForExitAsync();
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        // A failed test must not burden the next one.
        foreach (var pid in Descendants.Keys)
        {
            _ = KillNative(pid, SigKill);
        }

        _process.Dispose();
        TryDelete(_temp);
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // The system's temporary folder is cleaned by the system.
        }
    }

    private void Signal(int signal)
    {
        if (KillNative(_process.Id, signal) is not 0)
        {
            throw new InvalidOperationException($"The signal {signal} could not be sent to the AppHost ({_process.Id}): {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillNative(int pid, int signal);
}
