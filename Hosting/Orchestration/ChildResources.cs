using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Orchestration;

/// <summary>Resources that live in another one (a database in its server) have its state.</summary>
internal sealed class ChildResources(DistributedApplicationModel model, ResourceNotificationService notifications)
{
    /// <summary>Publishes the state of <paramref name="parent"/>'s copy for everything that lives in it.</summary>
    public async Task FollowAsync(IResource parent, string id)
    {
        if (!notifications.TryGetCurrentState(id, out var current))
        {
            return;
        }

        foreach (var child in Of(parent))
        {
            await notifications.PublishUpdateAsync(child, s => s with
            {
                State = current.Snapshot.State,
                StartTimeStamp = current.Snapshot.StartTimeStamp,
                StopTimeStamp = current.Snapshot.StopTimeStamp,
                ResourceReadyEvent = current.Snapshot.State?.Text == s.State?.Text ? s.ResourceReadyEvent : null,
            }).ConfigureAwait(false);
        }
    }

    public IEnumerable<IResource> Of(IResource parent) =>
        model.Resources.Where(r => r is IResourceWithParent && !ProgramInstances.IsProgram(r) && ReferenceEquals(r.Root(), parent));
}
