using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Commands;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Snapshots;

/// <summary>Starts and stops single resources through the commands that people have, too, each within a bound.</summary>
/// <param name="services">The AppHost's.</param>
/// <param name="startsAgain">Whether a resource that ends by an error is started again, by its restart policy.</param>
internal sealed class RunningResources(IServiceProvider services, Func<IResource, bool> startsAgain)
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HealthBound = TimeSpan.FromMinutes(2);

    private readonly ResourceCommandService commands = services.GetRequiredService<ResourceCommandService>();
    private readonly ResourceNotificationService notifications = services.GetRequiredService<ResourceNotificationService>();

    public bool IsRunning(IResource resource) => StateOf(resource) == KnownResourceStates.Running;

    public bool IsStopped(IResource resource) => ResourceChain.IsStopped(StateOf(resource));

    /// <summary>Whether it is neither running nor stopped.</summary>
    public bool IsChanging(IResource resource) => StateOf(resource) is "Starting" or "Waiting" or "Stopping";

    public string? StateOf(IResource resource) =>
        notifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot.State?.Text : null;

    /// <summary>One that failed with the data as it is may well run with other data; one that a user stopped stays stopped.</summary>
    public bool HasFailed(IResource resource) => notifications.TryGetCurrentState(resource.Name, out var current)
        && (current.Snapshot.State?.Text == KnownResourceStates.FailedToStart || current.Snapshot is { ExitCode: not (null or 0) });

    /// <exception cref="PlatformException">It still runs.</exception>
    public async Task StopAsync(IResource resource)
    {
        if (IsRunning(resource))
        {
            await ExecuteAsync(resource, KnownResourceCommands.StopCommand, StopBound);
            await WithinAsync(StopBound, $"{resource.Name} does not stop", notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.TerminalStates));
        }
    }

    /// <exception cref="PlatformException">It does not start.</exception>
    public Task StartAsync(IResource resource) => ExecuteAsync(resource, KnownResourceCommands.StartCommand, HealthBound);

    /// <summary>Starts one without what it waits for and what was stopped on purpose.</summary>
    /// <exception cref="PlatformException">It does not start.</exception>
    public async Task StartWithoutWaitingAsync(IResource resource)
    {
        using var started = new CancellationTokenSource();
        var waiting = notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.Waiting, started.Token);
        var starting = StartAsync(resource);
        if (await Task.WhenAny(starting, waiting) == waiting)
        {
            // As for a person, to start what waits ends its wait.
            await StartAsync(resource);
        }

        await starting;
        await started.CancelAsync();
    }

    /// <exception cref="PlatformException">It ended and stays so, or it is not within the bound.</exception>
    public Task WaitUntilHealthyAsync(IResource resource)
    {
        // A part of a program follows it with a delay.
        var behavior = ResourceGraph.IsProgram(resource) && !startsAgain(resource) ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable;
        return WithinAsync(HealthBound, $"{resource.Name} did not become healthy again", notifications.WaitForResourceHealthyAsync(resource.Name, behavior));
    }

    /// <exception cref="PlatformException">It does not, within the bound.</exception>
    public Task WaitUntilRunningAsync(IResource resource) =>
        WithinAsync(HealthBound, $"{resource.Name} does not run again", notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.Running));

    private async Task ExecuteAsync(IResource resource, string command, TimeSpan bound)
    {
        var problem = $"{resource.Name}: {command} failed";
        using var cancellation = new CancellationTokenSource(bound);
        var executing = commands.ExecuteCommandAsync(resource, command, cancellation.Token);
        await WithinAsync(bound, problem, executing);
        if (await executing is { Success: false } failure)
        {
            throw new PlatformException($"{problem}. {failure.Message}");
        }
    }

    private static async Task WithinAsync(TimeSpan bound, string problem, Task task)
    {
        try
        {
            await task.WaitAsync(bound);
        }
        catch (Exception e) when (e is DistributedApplicationException or TimeoutException or OperationCanceledException)
        {
            throw new PlatformException($"{problem}: {e.Message} Its log says why.", e);
        }
    }
}
