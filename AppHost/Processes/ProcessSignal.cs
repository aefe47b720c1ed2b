using System.Runtime.InteropServices;

namespace Platform.AppHost.Processes;

/// <summary>Signals of Unix, by the numbers of the system that runs.</summary>
internal static partial class ProcessSignal
{
    // <signal.h>: Linux has other numbers than macOS and the BSDs.
    private static int StopNumber => OperatingSystem.IsLinux() ? 19 : 17;

    /// <summary>Halts a process until it is told to continue; it cannot refuse.</summary>
    /// <returns>False when there is no such process.</returns>
    public static bool Stop(int pid) => Kill(pid, StopNumber) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
