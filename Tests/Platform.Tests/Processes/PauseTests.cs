namespace Platform.Tests.Processes;

/// <summary>A process that was halted on purpose must not stay behind halted.</summary>
public sealed class PauseTests
{
    private static readonly Dictionary<string, string?> s_faults = new() { ["Platform__Faults"] = "true" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_stays_halted_when_the_AppHost_ends(bool killed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The states of processes are read from /proc.");
        SuiteForm.SkipWhenContainers("Their processes do not work in the folders of the run; ContainersFaultTests halts them.");
        using var aspire = new AspireCli();
        await using var run = AppHostProcess.Start(environment: aspire.Environment.Concat(s_faults).ToDictionary());
        await run.WaitUntilReadyAsync();
        aspire.Run("resource", ResourceNames.Postgres, "pause");
        aspire.Run("resource", ResourceNames.Redis, "pause");
        var halted = MarkedProcesses.WorkingIn(run.State).Where(pid => State(pid) == 'T').ToArray();
        Assert.True(halted.Length >= 6, $"{halted.Length} processes are halted; PostgreSQL alone has more.");

        if (killed)
        {
            run.Kill();

            // The engine notices within seconds.
            await run.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(20));
        }
        else
        {
            run.Terminate();
            Assert.Equal(0, await run.WaitForExitAsync(TimeSpan.FromSeconds(10)));
            await run.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(10));
        }

        await Wait.UntilAsync(() => halted.All(pid => State(pid) is null or 'Z'), () => $"left: {string.Join(' ', halted.Where(pid => State(pid) is not null))}");
    }

    // "1234 (name) S ..."
    private static char? State(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
