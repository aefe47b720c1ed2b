using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Hosting.Orchestration;

/// <summary>The commands Start, Stop and Restart that every program has.</summary>
internal static class LifecycleCommands
{
    public static void AddTo(IResource resource)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Start the resource", "Play", isHighlighted: true,
            state => IsStarting(state) ? ResourceCommandState.Disabled : IsStopped(state) || IsWaiting(state) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            static (starter, instance, cancellationToken) => starter.StartAsync(instance, cancellationToken));
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop the resource", "Stop", isHighlighted: true,
            state => IsStopping(state) ? ResourceCommandState.Disabled : IsStopped(state) || IsStarting(state) || IsWaiting(state) ? ResourceCommandState.Hidden : ResourceCommandState.Enabled,
            static (starter, instance, cancellationToken) => starter.StopAsync(instance, cancellationToken));
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "Stop the resource and start it again", "ArrowCounterclockwise", isHighlighted: false,
            state => IsStopped(state) || IsStarting(state) || IsWaiting(state) || IsStopping(state) ? ResourceCommandState.Disabled : ResourceCommandState.Enabled,
            static async (starter, instance, cancellationToken) =>
            {
                await starter.StopAsync(instance, cancellationToken).ConfigureAwait(false);
                await starter.StartAsync(instance, cancellationToken).ConfigureAwait(false);
            });
    }

    private static void Add(
        IResource resource,
        string name,
        string displayName,
        string description,
        string icon,
        bool isHighlighted,
        Func<string?, ResourceCommandState> state,
        Func<ResourceStarter, ProgramInstance, CancellationToken, Task> execute)
    {
        if (resource.Annotations.OfType<ResourceCommandAnnotation>().Any(c => c.Name == name))
        {
            return;
        }

        resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            context => state(context.ResourceSnapshot.State?.Text),
            context => ExecuteAsync(context, execute),
            description,
            parameter: null,
            confirmationMessage: null,
            icon,
            IconVariant.Filled,
            isHighlighted));
    }

    private static async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context, Func<ResourceStarter, ProgramInstance, CancellationToken, Task> execute)
    {
        var services = context.Services;
        var id = context.ResourceName;
        var instance = services.GetRequiredService<ProgramInstances>().Find(id);
        if (instance is null)
        {
            return CommandResults.Failure($"There is no resource '{id}'.");
        }

        await execute(services.GetRequiredService<ResourceStarter>(), instance, context.CancellationToken).ConfigureAwait(false);
        return services.GetRequiredService<ResourceNotificationService>().TryGetCurrentState(id, out var current) && current.Snapshot.State?.Text == KnownResourceStates.FailedToStart
            ? CommandResults.Failure($"Resource '{instance.Resource.Name}' failed to start. Its log says why.")
            : CommandResults.Success();
    }

    private static bool IsStopped(string? state) => state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);

    // A resource whose state nobody has published yet, and one that the container engine has lost, can neither be started nor stopped.
    private static bool IsStarting(string? state) =>
        string.IsNullOrEmpty(state) || state == KnownResourceStates.Starting || state == KnownResourceStates.Building || state == KnownResourceStates.RuntimeUnhealthy;

    private static bool IsWaiting(string? state) => state == KnownResourceStates.Waiting;

    private static bool IsStopping(string? state) => state == KnownResourceStates.Stopping;
}
