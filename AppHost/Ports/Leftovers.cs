using System.Diagnostics;
using Platform.AppHost.State;

namespace Platform.AppHost.Ports;

/// <summary>
/// When an AppHost is killed, its engine notices within seconds and ends what was started. A new start that comes earlier
/// waits for that, or it would find its own ports taken and its own data open.
/// </summary>
internal static class Leftovers
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task WaitForAsync(RunInfo? abandoned)
    {
        var started = Stopwatch.GetTimestamp();
        var isSaid = false;
        while (abandoned is not null && !abandoned.Ports.Values.All(LoopbackPort.IsFree) && Stopwatch.GetElapsedTime(started) < Limit)
        {
            if (!isSaid)
            {
                isSaid = true;
                Console.Error.WriteLine($"The run before (pid {abandoned.Pid}) was killed; waiting for its processes to end.");
            }

            await Task.Delay(50);
        }
    }
}
