using System.Diagnostics;
using System.Globalization;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Faults;

/// <summary>
/// A process tree that is halted. A small shell knows the processes and reads from a pipe that only this program holds open:
/// however this program ends, the read ends too, and the shell lets the processes go on. It is also what heals on request, so
/// that there is one way.
/// </summary>
internal sealed class PausedProcesses : IAsyncDisposable
{
    // Ctrl-C in a terminal goes to this shell as well.
    private const string Script = """
        trap '' INT TERM HUP
        pids=
        while read -r pid; do pids="$pids $pid"; done
        [ -z "$pids" ] || kill -CONT $pids 2>/dev/null
        """;

    private readonly Process guard;

    private PausedProcesses(int root, Process guard) => (Root, this.guard) = (root, guard);

    /// <summary>The process that was halted with all it had started.</summary>
    public int Root { get; }

    public static bool IsSupported => !OperatingSystem.IsWindows();

    /// <summary>Halts a process and all it has started. A process that is halted starts no others, so that none escapes.</summary>
    public static async Task<PausedProcesses> PauseAsync(int root)
    {
        var paused = new PausedProcesses(root, Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })!);
        var known = new HashSet<int>();
        try
        {
            while (ProcessTree.Of(root).Where(known.Add).ToArray() is { Length: > 0 } found)
            {
                foreach (var pid in found)
                {
                    await paused.guard.StandardInput.WriteLineAsync(pid.ToString(CultureInfo.InvariantCulture));
                }

                await paused.guard.StandardInput.FlushAsync();
                Array.ForEach(found, pid => ProcessSignal.Stop(pid));
            }

            return paused;
        }
        catch
        {
            await paused.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets them go on.</summary>
    public async ValueTask DisposeAsync()
    {
        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
    }
}
