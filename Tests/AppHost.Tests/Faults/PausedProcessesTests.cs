using System.Diagnostics;
using Platform.AppHost.Faults;

namespace Platform.AppHost.Tests.Faults;

/// <summary>Halting real processes. What happens when the AppHost is killed is in the whole-product tests.</summary>
public sealed class PausedProcessesTests
{
    [Fact]
    public async Task A_tree_is_halted_as_a_whole_and_goes_on_as_a_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The states of processes are read from /proc.");
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sh -c 'sleep 60; :' & sleep 60; :"]))!;
        try
        {
            await UntilAsync(() => Tree(shell.Id).Count == 4, "the tree has four processes");
            var tree = Tree(shell.Id);

            var paused = await PausedProcesses.PauseAsync(shell.Id);
            await UntilAsync(() => tree.All(pid => State(pid) == 'T'), "all of it is halted");

            await paused.DisposeAsync();
            await UntilAsync(() => tree.All(pid => State(pid) == 'S'), "all of it goes on");
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    private static IReadOnlyList<int> Tree(int root) => Processes.ProcessTree.Of(root);

    // "1234 (name) S ..."
    private static char State(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"Not within 30 s: {what}");
            await Task.Delay(10);
        }
    }
}
