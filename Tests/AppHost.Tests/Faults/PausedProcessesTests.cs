using System.Diagnostics;
using Platform.AppHost.Faults;
using Platform.Tests;

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
            await Wait.UntilAsync(() => Tree(shell.Id).Count == 4, () => "the tree has four processes", TimeSpan.FromSeconds(30));
            var tree = Tree(shell.Id);

            var paused = await PausedProcesses.PauseAsync(shell.Id);
            await Wait.UntilAsync(() => tree.All(pid => State(pid) == 'T'), () => "all of it is halted", TimeSpan.FromSeconds(30));

            await paused.DisposeAsync();
            await Wait.UntilAsync(() => tree.All(pid => State(pid) == 'S'), () => "all of it goes on", TimeSpan.FromSeconds(30));
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
}
