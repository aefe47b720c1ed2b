using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Orchestration;

public class LogTests
{
    [Fact]
    public async Task A_log_has_what_was_said_before_and_follows_what_is_said_now()
    {
        var gate = Path.Combine(Path.GetTempPath(), $"platform-{Guid.NewGuid():n}");
        await using var application = await EngineApplication.StartAsync(builder =>
            builder.AddScript("tool", $"echo early; echo wrong >&2; until test -e {gate}; do sleep 0.02; done; echo late; exec sleep 1000"));
        await application.LogUntilAsync("tool", l => l == "early");

        // Output and errors come by streams of their own, in no order between them.
        var expected = new HashSet<string> { "late", "wrong" };
        var following = application.LogUntilAsync("tool", l => expected.Remove(l) && expected.Count == 0);
        await File.WriteAllTextAsync(gate, "");

        Assert.Equal(["early", "late", "wrong"], (await following).Where(l => l is "early" or "late" or "wrong").Order());
        File.Delete(gate);
    }

    [Fact]
    public async Task The_log_of_a_program_that_has_ended_can_still_be_read()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddScript("tool", "echo last words; exit 7"));
        await application.UntilAsync("tool", s => s.ExitCode is 7);

        Assert.Contains("last words", await application.LogUntilAsync("tool", l => l == "last words"));
    }

    [Fact]
    public async Task A_log_is_read_from_the_engine_only_while_somebody_watches()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddScript("tool", "while true; do echo line; sleep 0.05; done"));
        await application.UntilAsync("tool", KnownResourceStates.Running);
        var logs = application.App.Services.GetRequiredService<ResourceLoggerService>();
        var subscribers = new List<bool>();
        using var source = new CancellationTokenSource();
        var watching = WatchAsync(); // from now on, not from when a thread is free

        await application.LogUntilAsync("tool", l => l == "line");

        await Engine.UntilAsync(() => subscribers.Count >= 2);
        Assert.Equal([true, false], subscribers);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        async Task WatchAsync()
        {
            await foreach (var change in logs.WatchAnySubscribersAsync(source.Token))
            {
                subscribers.Add(change.AnySubscribers);
            }
        }
    }
}
