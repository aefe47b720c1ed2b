using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Hosting.Orchestration;

/// <summary>The commands Start, Stop and Restart that every program has.</summary>
internal static class LifecycleCommands
{
    public static void AddTo(IResource resource)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Start the resource", "Play", isHighlighted: true,
            state => IsStopped(state) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            static async (starter, instance, cancellationToken) => await starter.StartAsync(instance.Resource, cancellationToken).ConfigureAwait(false));
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop the resource", "Stop", isHighlighted: true,
            state => IsStopped(state) ? ResourceCommandState.Hidden : IsBusy(state) ? ResourceCommandState.Disabled : ResourceCommandState.Enabled,
            static (starter, instance, cancellationToken) => starter.StopAsync(instance, cancellationToken));
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "Stop the resource and start it again", "ArrowCounterclockwise", isHighlighted: false,
            state => IsStopped(state) || IsBusy(state) ? ResourceCommandState.Disabled : ResourceCommandState.Enabled,
            static async (starter, instance, cancellationToken) =>
            {
                await starter.StopAsync(instance, cancellationToken).ConfigureAwait(false);
                await starter.StartAsync(instance.Resource, cancellationToken).ConfigureAwait(false);
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

    private static bool IsStopped(string? state) =>
        state is null || state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);

    private static bool IsBusy(string? state) =>
        state == KnownResourceStates.Starting || state == KnownResourceStates.Stopping || state == KnownResourceStates.Waiting;
}
