using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Commands;

/// <summary>Starts and stops a resource together with its neighbours, each after those that come before it and independent ones at once.</summary>
internal sealed class ResourceChain(
    DistributedApplicationModel model,
    ResourceCommandService commands,
    ResourceNotificationService notifications,
    CancellationToken cancellationToken)
{
    private static readonly TimeSpan HealthBound = TimeSpan.FromMinutes(1);

    private readonly ResourceGraph graph = new(model.Resources);
    private readonly ConcurrentQueue<IResource> changed = new();

    public static bool IsStopped(string? state) => state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);

    public Task<ExecuteCommandResult> StartAsync(IResource target) => TellAsync("Started", "It runs already", () => StartCoreAsync([target]));

    public Task<ExecuteCommandResult> StopAsync(IResource target) => TellAsync("Stopped", "It does not run", () => StopCoreAsync(target));

    public async Task<ExecuteCommandResult> RestartAsync(IResource target)
    {
        var stopped = await StopAsync(target);
        if (!stopped.Success)
        {
            return stopped;
        }

        var again = changed.ToArray();
        changed.Clear();
        return await TellAsync("Restarted", "Nothing ran", () => StartCoreAsync(again));
    }

    private async Task StartCoreAsync(IReadOnlyCollection<IResource> targets)
    {
        var starts = new ConcurrentDictionary<IResource, Lazy<Task>>();
        await Task.WhenAll(targets.Select(StartOnceAsync));
        await Task.WhenAll(targets.Where(ResourceGraph.IsProgram).Select(WaitUntilHealthyAsync));

        Task StartOnceAsync(IResource resource) => starts.GetOrAdd(resource, _ => new(async () =>
        {
            await Task.WhenAll(graph.Dependencies(resource).Select(StartOnceAsync));

            // What ran to its end has done what others need; it runs again when it failed, or when it is asked for itself.
            var current = await StateAsync(resource);
            var isDone = graph.RunsToCompletion(resource) && current.ExitCode is 0 && !targets.Contains(resource);
            if (ResourceGraph.IsProgram(resource) && IsStopped(current.State?.Text) && !isDone)
            {
                await ExecuteAsync(resource, KnownResourceCommands.StartCommand);
            }
        })).Value;
    }

    private Task StopCoreAsync(IResource target)
    {
        var stops = new ConcurrentDictionary<IResource, Lazy<Task>>();
        return StopOnceAsync(target);

        Task StopOnceAsync(IResource resource) => stops.GetOrAdd(resource, _ => new(async () =>
        {
            await Task.WhenAll(graph.Dependents(resource).Select(StopOnceAsync));
            if (ResourceGraph.IsProgram(resource) && (await StateAsync(resource)).State?.Text == KnownResourceStates.Running)
            {
                await ExecuteAsync(resource, KnownResourceCommands.StopCommand);
            }
        })).Value;
    }

    private async Task ExecuteAsync(IResource resource, string command)
    {
        var result = await commands.ExecuteCommandAsync(resource, command, cancellationToken);
        if (!result.Success)
        {
            throw new DistributedApplicationException($"{resource.Name}: {result.Message}");
        }

        changed.Enqueue(resource);
    }

    // One that runs to its end is as wanted when it has ended.
    private async Task WaitUntilHealthyAsync(IResource resource)
    {
        try
        {
            var last = await notifications.WaitForResourceAsync(
                resource.Name, e => IsStopped(e.Snapshot.State?.Text) || IsHealthy(e.Snapshot), cancellationToken).WaitAsync(HealthBound, cancellationToken);
            if (IsStopped(last.Snapshot.State?.Text) && !(graph.RunsToCompletion(resource) && last.Snapshot.ExitCode is 0))
            {
                throw new DistributedApplicationException($"{resource.Name} ended with {last.Snapshot.ExitCode?.ToString() ?? last.Snapshot.State?.Text}; its log says why.");
            }
        }
        catch (TimeoutException)
        {
            throw new DistributedApplicationException($"{resource.Name} was started and is not healthy after {HealthBound.TotalSeconds:0} s; its health checks say why.");
        }
    }

    public static bool IsHealthy(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus is null or HealthStatus.Healthy;

    private async Task<CustomResourceSnapshot> StateAsync(IResource resource) =>
        (await notifications.WaitForResourceAsync(resource.Name, _ => true, cancellationToken)).Snapshot;

    private async Task<ExecuteCommandResult> TellAsync(string done, string nothing, Func<Task> run)
    {
        try
        {
            await run();
            return CommandResults.Success(changed.IsEmpty ? $"{nothing}." : $"{done} {string.Join(", ", changed.Select(resource => resource.Name))}.");
        }
        catch (DistributedApplicationException e)
        {
            return CommandResults.Failure(changed.IsEmpty ? e.Message : $"{e.Message} {done} so far: {string.Join(", ", changed.Select(resource => resource.Name))}.");
        }
    }
}
