using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

public partial class ResourceNotificationService
{
    /// <summary>Waits until the resource has a state.</summary>
    /// <param name="resourceName">The resource's name.</param>
    /// <param name="targetState">The state; <see cref="KnownResourceStates.Running"/> when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended; the message says what state the resource had.</exception>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [string.IsNullOrEmpty(targetState) ? KnownResourceStates.Running : targetState], cancellationToken);

    /// <summary>Waits until the resource has one of the states and returns it.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended; the message says what state the resource had.</exception>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(targetStates);
        string[] targets = [.. targetStates];
        var change = await WaitCoreAsync(
            resourceName,
            e => e.Snapshot.State?.Text is { Length: > 0 } text && targets.Contains(text, StringComparer.OrdinalIgnoreCase),
            $"Resource '{resourceName}' failed to reach one of the target states: [{string.Join(", ", targets)}] before the operation was cancelled.",
            cancellationToken);
        return change.Snapshot.State!.Text;
    }

    /// <summary>Waits until a change of the resource satisfies a condition.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended; the message says what state the resource had.</exception>
    public Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return WaitCoreAsync(
            resourceName,
            predicate,
            $"Resource '{resourceName}' failed to meet the predicate condition before the operation was cancelled.",
            cancellationToken);
    }

    /// <summary>Waits until the resource is healthy and its ready event was handled, with the default behaviour when it cannot become so.</summary>
    /// <exception cref="DistributedApplicationException">The resource failed to start or ended.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended; the message says what state the resource had.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until the resource is healthy and its ready event was handled.</summary>
    /// <exception cref="DistributedApplicationException">The resource failed to start or ended, or does not exist.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended; the message says what state the resource had.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        if (waitBehavior == WaitBehavior.StopOnResourceUnavailable
            && _services.GetService<DistributedApplicationModel>() is { } model
            && !model.Resources.Any(resource => NameEquals(resource.Name, resourceName)))
        {
            throw new DistributedApplicationException(
                $"Stopped waiting for resource '{resourceName}' to become healthy because it does not exist in the application model.");
        }

        var change = await WaitCoreAsync(
            resourceName,
            e => e.Snapshot.HealthStatus == HealthStatus.Healthy || StopsWait(waitBehavior, e.Snapshot),
            $"Resource '{resourceName}' failed to become healthy before the operation was cancelled.",
            cancellationToken);

        if (change.Snapshot.HealthStatus != HealthStatus.Healthy)
        {
            throw new DistributedApplicationException(
                $"Stopped waiting for resource '{resourceName}' to become healthy because it failed to start.{Environment.NewLine}"
                + DescribeState(change.Snapshot));
        }

        return await WaitForReadyEventAsync(resourceName, resourceName, change.ResourceId, cancellationToken);
    }

    internal static bool StopsWait(WaitBehavior behavior, CustomResourceSnapshot snapshot) =>
        behavior == WaitBehavior.StopOnResourceUnavailable
        && (KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text) || snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy);

    private async Task<ResourceEvent> WaitForReadyEventAsync(
        string resourceName, string displayName, string resourceId, CancellationToken cancellationToken)
    {
        var change = await WaitCoreAsync(
            resourceName,
            e => NameEquals(e.ResourceId, resourceId) && e.Snapshot.ResourceReadyEvent is not null,
            $"Resource '{displayName}' failed to execute the resource ready event before the operation was cancelled.",
            cancellationToken);
        await change.Snapshot.ResourceReadyEvent!.EventTask.WaitAsync(cancellationToken);
        return change;
    }

    private async Task<ResourceEvent> WaitCoreAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, string failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        try
        {
            await foreach (var change in WatchAsync(cancellationToken))
            {
                if (NameEquals(change.Resource.Name, resourceName) && predicate(change))
                {
                    _logger.LogDebug("Finished waiting for resource '{ResourceName}' in state '{State}'.", resourceName, change.Snapshot.State?.Text);
                    return change;
                }
            }
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(DescribeFailure(failure, resourceName), e, e.CancellationToken);
        }

        // The service was disposed: the application ends.
        throw new OperationCanceledException(DescribeFailure(failure, resourceName));
    }
}
