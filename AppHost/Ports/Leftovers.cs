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
        if (abandoned is not null && !AreFree(abandoned.Ports.Values))
        {
            await Console.Error.WriteLineAsync($"The run before (pid {abandoned.Pid}) was killed; waiting for its processes to end.");
            await WaitUntilFreeAsync(abandoned.Ports.Values);
        }
    }

    /// <summary>Waits until nobody listens on the ports, at most 10 s.</summary>
    public static async Task WaitUntilFreeAsync(IReadOnlyCollection<int> ports)
    {
        var started = Stopwatch.GetTimestamp();
        while (!AreFree(ports) && Stopwatch.GetElapsedTime(started) < Limit)
        {
            await Task.Delay(50);
        }
    }

    private static bool AreFree(IEnumerable<int> ports) => ports.All(LoopbackPort.IsFree);
}
