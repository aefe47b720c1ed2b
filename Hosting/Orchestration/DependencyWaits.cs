using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Orchestration;

/// <summary>
/// Holds a resource back until what it waits for is there, or until somebody has it started all the same: any state
/// other than Waiting that is published for it meanwhile ends the wait.
/// </summary>
internal sealed class DependencyWaits(ResourceNotificationService notifications)
{
    public async Task WaitAsync(BeforeResourceStartedEvent @event, CancellationToken cancellationToken)
    {
        var resource = @event.Resource;
        if (!resource.HasAnnotationOfType<WaitAnnotation>())
        {
            return;
        }

        using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var released = WatchForReleaseAsync(resource, decided.Token);
        var dependencies = notifications.WaitForDependenciesAsync(resource, decided.Token);
        var first = await Task.WhenAny(dependencies, released).ConfigureAwait(false);
        await decided.CancelAsync().ConfigureAwait(false);
        await (first == dependencies ? released : dependencies).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    private async Task WatchForReleaseAsync(IResource resource, CancellationToken cancellationToken)
    {
        var waiting = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var change in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!ReferenceEquals(change.Resource, resource))
            {
                continue;
            }

            if (change.Snapshot.State?.Text == KnownResourceStates.Waiting)
            {
                waiting.Add(change.ResourceId);
            }
            else if (waiting.Contains(change.ResourceId))
            {
                return;
            }
        }

        throw new OperationCanceledException("The application ends.");
    }
}
