using Microsoft.Extensions.Hosting;
using Platform.AppHost.Ports;
using Platform.AppHost.Report;
using Platform.AppHost.State;

namespace Platform.AppHost;

/// <summary>Tells other copies that this one runs, and puts everything away when it has ended.</summary>
internal sealed class PlatformLifetime(PlatformContext platform, RunLock? runLock, RunningClones clones) : IHostedService, IDisposable, IAsyncDisposable
{
    public DashboardAddress? Dashboard { get; set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (runLock is not null && Dashboard is not null)
        {
            var info = new RunInfo(Environment.ProcessId, ProcessIdentity.Started, platform.State.Path, Dashboard.BaseUrl, platform.Ports.Used, CloneOfArgument());
            runLock.Publish(info);
            clones.Add(info);
        }

        return Task.CompletedTask;
    }

    private string? CloneOfArgument() =>
        !platform.State.IsTemporary && platform.State.Path != Clone.ConfiguredStatePath ? Clone.Folder : null;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // With the official library the engine is still ending programs: a start right after this one would meet them.
        await Leftovers.WaitUntilFreeAsync(platform.Ports.Used.Values);
        Dispose();
    }

    public void Dispose()
    {
        if (runLock is not null)
        {
            clones.Remove(platform.State.Path);
        }

        // Before the lock: the next start of this clone wants its ports.
        platform.Ports.Dispose();
        runLock?.Dispose();
        platform.State.Dispose();
    }
}
