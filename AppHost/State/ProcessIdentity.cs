using System.ComponentModel;
using System.Diagnostics;

namespace Platform.AppHost.State;

/// <summary>A process is its number and its start time: numbers are used again.</summary>
internal static class ProcessIdentity
{
    // Start times are kept in clock ticks of 10 ms, and the clock of the machine may be adjusted a little.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>When this process started, UTC.</summary>
    public static DateTime Started { get; } = StartOf(Environment.ProcessId) ?? DateTime.UtcNow;

    public static bool IsAlive(int pid, DateTime started) =>
        StartOf(pid) is { } actual && (actual - started).Duration() < Tolerance;

    /// <summary>When a process started, UTC; null when there is none.</summary>
    public static DateTime? StartOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process.StartTime.ToUniversalTime();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
