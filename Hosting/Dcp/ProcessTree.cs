using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Hosting.Dcp;

/// <summary>
/// The processes of one workload: the one that the engine started, and what it had started itself when the tree was taken. On
/// Windows only the first is known.
/// </summary>
internal sealed class ProcessTree
{
    private const int SigTerm = 15;

    private readonly int _root;
    private readonly List<(int Pid, long Started)> _processes;
    private bool _orphansTold;

    private ProcessTree(int root, List<(int Pid, long Started)> processes)
    {
        _root = root;
        _processes = processes;
    }

    /// <summary>True while any of them runs.</summary>
    public bool IsRunning
    {
        get
        {
            _processes.RemoveAll(p => !IsSameRunning(p.Pid, p.Started));
            return _processes.Count > 0;
        }
    }

    public static ProcessTree Of(int root)
    {
        var children = Parents().ToLookup(p => p.Parent, p => p.Pid);
        List<(int, long)> processes = [];
        Stack<int> open = new([root]);
        while (open.TryPop(out var pid))
        {
            processes.Add((pid, StartOf(pid)));
            foreach (var child in children[pid])
            {
                open.Push(child);
            }
        }

        return new(root, processes);
    }

    /// <summary>
    /// Sends SIGTERM, once, to what the first process has left behind. The engine tells only the first one: the others would run
    /// on for 6 s and then be killed.
    /// </summary>
    public void TerminateOrphans()
    {
        if (_orphansTold || OperatingSystem.IsWindows() || !IsRunning || _processes.Exists(p => p.Pid == _root))
        {
            return;
        }

        _orphansTold = true;
        foreach (var (pid, started) in _processes)
        {
            if (IsSameRunning(pid, started))
            {
                _ = SendSignal(pid, SigTerm);
            }
        }
    }

    /// <summary>State and start in clock ticks since boot, from /proc; null when there is no such process.</summary>
    internal static (char State, int Parent, long StartTicks)? ReadStat(int pid)
    {
        try
        {
            // 1234 (name of it) S 1 ... : the name may hold anything, so the fields begin behind its last parenthesis.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>False once a process has ended, even when nobody has collected its exit code.</summary>
    internal static bool IsRunningProcess(int pid) => IsSameRunning(pid, 0);

    private static bool IsSameRunning(int pid, long started)
    {
        if (OperatingSystem.IsLinux())
        {
            return ReadStat(pid) is { } stat && stat.State is not ('Z' or 'X') && (started == 0 || stat.StartTicks == started);
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    private static long StartOf(int pid) => OperatingSystem.IsLinux() ? ReadStat(pid)?.StartTicks ?? 0 : 0;

    private static IEnumerable<(int Pid, int Parent)> Parents()
    {
        if (OperatingSystem.IsWindows())
        {
            yield break;
        }

        if (OperatingSystem.IsLinux())
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                    && ReadStat(pid) is { } stat)
                {
                    yield return (pid, stat.Parent);
                }
            }

            yield break;
        }

        using var ps = Process.Start(new ProcessStartInfo("ps", ["-axo", "pid=,ppid="]) { RedirectStandardOutput = true })!;
        while (ps.StandardOutput.ReadLine() is { } line)
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var pid, var parent])
            {
                yield return (int.Parse(pid, CultureInfo.InvariantCulture), int.Parse(parent, CultureInfo.InvariantCulture));
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}
