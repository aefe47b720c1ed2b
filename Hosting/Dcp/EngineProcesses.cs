using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Platform.Hosting.Dcp;

/// <summary>
/// The engine's own processes, found by their command lines: the engine detaches itself, so nobody tells us its pids. On Windows
/// command lines cannot be read without WMI: nothing is found there, and the engine is asked to end itself instead.
/// </summary>
internal static class EngineProcesses
{
    internal sealed record Entry(int Pid, IReadOnlyList<string> Arguments)
    {
        public bool IsMonitor => Arguments.Any(a => a is "monitor-process" or "monitor-container");

        public string? ValueOf(string option)
        {
            for (var i = 0; i < Arguments.Count - 1; i++)
            {
                if (Arguments[i] == option)
                {
                    return Arguments[i + 1];
                }
            }

            return null;
        }
    }

    /// <summary>
    /// The API server and the controllers of the session with this kubeconfig, and the monitors that guard one workload each.
    /// </summary>
    public static async Task<(IReadOnlyList<Entry> Engine, IReadOnlyList<Entry> Monitors)> FindAsync(
        string kubeconfig,
        CancellationToken cancellationToken)
    {
        var all = await ReadAllAsync(cancellationToken);
        var engine = all.Where(p => p.ValueOf("--kubeconfig") == kubeconfig).ToList();
        var pids = engine.Select(p => p.Pid.ToString(CultureInfo.InvariantCulture)).ToHashSet();
        return (engine, [.. all.Where(p => p.IsMonitor && p.ValueOf("--monitor") is { } pid && pids.Contains(pid))]);
    }

    /// <summary>Ends a process at once. False when it is gone already.</summary>
    public static bool Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>
    /// The start time of a process in the form that the engine compares, so that it does not take another process with a reused
    /// pid for it; null where the engine's idea of it cannot be matched to the millisecond.
    /// </summary>
    public static string? IdentityTime(int pid)
    {
        DateTime? time = null;
        if (OperatingSystem.IsLinux())
        {
            // The engine takes the time since boot as a time since year 1, in steps of 10 ms.
            time = ProcessTree.ReadStat(pid) is { } stat ? DateTime.MinValue.AddMilliseconds(stat.StartTicks * 10) : null;
        }
        else if (OperatingSystem.IsWindows())
        {
            using var process = Process.GetProcessById(pid);
            time = process.StartTime.ToUniversalTime();
        }

        return time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        return OperatingSystem.IsLinux() ? ReadProc() : await ReadPsAsync(cancellationToken);
    }

    private static List<Entry> ReadProc()
    {
        List<Entry> entries = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            try
            {
                var arguments = File.ReadAllText($"{folder}/cmdline").TrimEnd('\0').Split('\0');
                if (arguments.Length > 1)
                {
                    entries.Add(new(pid, arguments));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or belongs to somebody else.
            }
        }

        return entries;
    }

    private static async Task<IReadOnlyList<Entry>> ReadPsAsync(CancellationToken cancellationToken)
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-axww", "-o", "pid=,command="]) { RedirectStandardOutput = true })!;
        var output = await ps.StandardOutput.ReadToEndAsync(cancellationToken);
        return
        [
            .. output.Split('\n')
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length > 2 && int.TryParse(words[0], out _))
                .Select(words => new Entry(int.Parse(words[0], CultureInfo.InvariantCulture), words[1..])),
        ];
    }
}
