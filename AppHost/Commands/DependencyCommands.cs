using Microsoft.Extensions.DependencyInjection;

namespace Platform.AppHost.Commands;

/// <summary>Starting a resource with what it needs, and stopping or restarting it with what needs it.</summary>
internal static class DependencyCommands
{
    public const string Start = "start-with-dependencies";
    public const string Stop = "stop-with-dependents";
    public const string Restart = "restart-with-dependents";

    public static void AddTo<T>(IResourceBuilder<T> resource) where T : IResource
    {
        Add(resource, Start, "Start with dependencies", "PlayMultiple", "Starts what it needs first, then the resource, and waits until it is healthy.", WhenStopped,
            (chain, target) => chain.StartAsync(target));
        Add(resource, Stop, "Stop with dependents", "StopMultiple", "Stops what needs it first, then the resource.", CommandState.WhenRunning,
            (chain, target) => chain.StopAsync(target));
        Add(resource, Restart, "Restart with dependents", "ArrowClockwiseDashes", "Stops what needs it and the resource, and starts them again in their order.", CommandState.WhenRunning,
            (chain, target) => chain.RestartAsync(target));
    }

    private static void Add<T>(
        IResourceBuilder<T> resource,
        string name,
        string displayName,
        string icon,
        string description,
        Func<UpdateCommandStateContext, ResourceCommandState> state,
        Func<ResourceChain, IResource, Task<ExecuteCommandResult>> run) where T : IResource =>
        resource.WithCommand(
            name,
            displayName,
            context => run(ActivatorUtilities.CreateInstance<ResourceChain>(context.Services, context.CancellationToken), CommandTarget.Resource(context)),
            new CommandOptions { Description = description, IconName = icon, UpdateState = state });

    private static ResourceCommandState WhenStopped(UpdateCommandStateContext context) =>
        ResourceChain.IsStopped(context.ResourceSnapshot.State?.Text) ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
