using Microsoft.Extensions.Hosting;

namespace Platform.AppHost.Processes;

/// <summary>
/// A database has the state of its server. The hosting library sees to that when the server is a container
/// (ApplicationOrchestrator.OnResourceChanged) and leaves it to others when it is a process.
/// </summary>
internal sealed class ChildResourceState(DistributedApplicationModel model, ResourceNotificationService notifications) : BackgroundService
{
    private readonly ILookup<IResource, IResource> children = model.Resources.OfType<IResourceWithParent>()
        .Where(child => child is { Parent: ExecutableResource } and not IResourceWithEndpoints)
        .ToLookup(child => child.Parent, child => (IResource)child);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                foreach (var child in children[change.Resource])
                {
                    await MirrorAsync(child, change.Snapshot);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private Task MirrorAsync(IResource child, CustomResourceSnapshot parent) =>
        notifications.TryGetCurrentState(child.Name, out var current) && current.Snapshot.State?.Text == parent.State?.Text
            ? Task.CompletedTask
            : notifications.PublishUpdateAsync(child, snapshot => snapshot with
            {
                State = parent.State,
                StartTimeStamp = parent.StartTimeStamp,
                StopTimeStamp = parent.StopTimeStamp,
            });
}
