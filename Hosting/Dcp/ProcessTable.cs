using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Hosting.Dcp;

/// <param name="Session">The session that the process belongs to; where that is not known, its process group.</param>
/// <param name="Started">Clock ticks since boot, to tell it from a later process with the same pid; 0 where that is not known.</param>
internal sealed record ProcessInfo(int Pid, int Parent, int Session, long Started, IReadOnlyList<string> Arguments);

/// <summary>
/// The machine's processes. Everything about them that differs between operating systems is here: /proc on Linux, ps elsewhere, and
/// nothing on Windows, which does not show command lines without WMI.
/// </summary>
internal static class ProcessTable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    public static IReadOnlyList<ProcessInfo> Read() =>
        OperatingSystem.IsLinux() ? [.. ReadProc()]
        : OperatingSystem.IsWindows() ? []
        : [.. ReadPs()];

    /// <summary>False once a process has ended, even when nobody has collected its exit code.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="started">As in <see cref="ProcessInfo.Started"/>; 0 takes any process with that pid.</param>
    public static bool IsRunning(int pid, long started = 0)
    {
        if (OperatingSystem.IsLinux())
        {
            return ReadStat(pid) is { HasEnded: false } stat && (started == 0 || stat.Started == started);
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

    /// <summary>Asks a process to end. Windows has no such request for a process without a window.</summary>
    public static void Terminate(int pid)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SendSignal(pid, SigTerm);
        }
    }

    /// <summary>Ends a process at once.</summary>
    public static void Kill(int pid)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SendSignal(pid, SigKill);
            return;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It is gone already.
        }
    }

    /// <summary>
    /// The start time of a process in the form that the engine compares, so that it does not take another process with a reused pid
    /// for it; null where the engine's idea of it cannot be matched to the millisecond.
    /// </summary>
    public static string? IdentityTime(int pid)
    {
        DateTime? time = null;
        if (OperatingSystem.IsLinux())
        {
            // The engine takes the time since boot as a time since year 1; a tick is 10 ms.
            time = ReadStat(pid) is { } stat ? DateTime.MinValue.AddMilliseconds(stat.Started * 10) : null;
        }
        else if (OperatingSystem.IsWindows())
        {
            using var process = Process.GetProcessById(pid);
            time = process.StartTime.ToUniversalTime();
        }

        return time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<ProcessInfo> ReadProc()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && ReadStat(pid) is { } stat
                && TryReadText($"{folder}/cmdline") is { } commandLine)
            {
                yield return new(pid, stat.Parent, stat.Session, stat.Started, commandLine.TrimEnd('\0').Split('\0'));
            }
        }
    }

    private static (bool HasEnded, int Parent, int Session, long Started)? ReadStat(int pid)
    {
        // 1234 (name of it) S 1 ... : the name may hold anything, so the fields begin behind its last parenthesis.
        if (TryReadText($"/proc/{pid}/stat") is not { } text || text.LastIndexOf(')') is var end && end < 0)
        {
            return null;
        }

        var fields = text[(end + 2)..].Split(' ');

        // A zombie whose other threads are still on their way out holds its ports and files.
        var hasEnded = fields[0] == "X" || (fields[0] == "Z" && Number(fields[17]) <= 1);
        return (hasEnded, Number(fields[1]), Number(fields[3]), long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>Null when the process ended meanwhile, or belongs to somebody else.</summary>
    private static string? TryReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<ProcessInfo> ReadPs()
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-axww", "-o", "pid=,ppid=,pgid=,command="]) { RedirectStandardOutput = true })!;
        while (ps.StandardOutput.ReadLine() is { } line)
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var pid, var parent, var group, .. var command])
            {
                yield return new(Number(pid), Number(parent), Number(group), 0, command);
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}
