using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Notifications;

namespace Aspire.Hosting.ApplicationModel;

public partial class ResourceNotificationService
{
    /// <summary>Waits for everything that the resource's wait annotations name. The resource is Waiting meanwhile.</summary>
    /// <exception cref="DistributedApplicationException">A dependency cannot become available.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended; the message says what it waited for.</exception>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var waits = resource.Annotations.OfType<WaitAnnotation>().Where(wait => wait.Resource is not IResourceWithoutLifetime).ToArray();
        if (waits.Length == 0)
        {
            return;
        }

        var pending = new PendingDependencies(
            waits.SelectMany(wait => wait.Resource.GetInstanceIds()),
            names => PublishWaitingForAsync(resource, names));
        await pending.PublishAsync();

        try
        {
            await Task.WhenAll(waits.SelectMany(wait =>
            {
                var ids = wait.Resource.GetInstanceIds();
                return ids.Select(id => WaitForInstanceAsync(resource, wait, id, ids.Length > 1 ? id : wait.Resource.Name, pending, cancellationToken));
            }));
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(
                DescribeFailure($"Resource '{resource.Name}' failed to wait for dependencies before the operation was cancelled.", resource.Name),
                e,
                e.CancellationToken);
        }
    }

    private async Task WaitForInstanceAsync(
        IResource resource, WaitAnnotation wait, string id, string displayName, PendingDependencies pending, CancellationToken cancellationToken)
    {
        var logger = _resourceLoggers.GetLogger(resource);
        var dependency = wait.Resource;
        if (wait.WaitType == WaitType.WaitForCompletion)
        {
            logger.LogInformation("Waiting for resource '{ResourceName}' to complete.", displayName);
            await WaitForCompletionAsync(resource, wait, id, displayName, logger, cancellationToken);
        }
        else
        {
            logger.LogInformation("Waiting for resource '{ResourceName}' to enter the '{State}' state.", displayName, KnownResourceStates.Running);
            await WaitForRunningAsync(resource, wait, id, displayName, logger, cancellationToken);

            if (wait.WaitType == WaitType.WaitUntilHealthy)
            {
                await WaitForHealthyAsync(resource, wait, id, displayName, logger, cancellationToken);
            }
        }

        logger.LogInformation("Finished waiting for resource '{ResourceName}'.", displayName);
        await pending.RemoveAsync(id);
    }

    private async Task WaitForRunningAsync(
        IResource resource, WaitAnnotation wait, string id, string displayName, ILogger logger, CancellationToken cancellationToken)
    {
        var behavior = wait.WaitBehavior ?? DefaultWaitBehavior;
        var snapshot = (await WaitCoreAsync(
            wait.Resource.Name,
            e => NameEquals(e.ResourceId, id) && (e.Snapshot.State?.Text == KnownResourceStates.Running || StopsWait(behavior, e.Snapshot)),
            $"Resource '{displayName}' failed to reach the 'Running' state before the operation was cancelled.",
            cancellationToken)).Snapshot;

        if (snapshot.State!.Text == KnownResourceStates.FailedToStart)
        {
            logger.LogError("Dependency resource '{ResourceName}' failed to start.", displayName);
            throw new DistributedApplicationException(
                $"Resource '{resource.Name}' stopped waiting for dependency resource '{displayName}' because it failed to start.");
        }

        if (snapshot.State.Text != KnownResourceStates.Running)
        {
            throw Premature(resource, displayName, snapshot, logger);
        }
    }

    private static DistributedApplicationException Premature(IResource resource, string displayName, CustomResourceSnapshot snapshot, ILogger logger)
    {
        logger.LogError("Resource '{ResourceName}' has entered the '{State}' state prematurely.", displayName, snapshot.State?.Text);
        return new($"Resource '{resource.Name}' stopped waiting for dependency resource '{displayName}' because it entered the '{snapshot.State?.Text}' state prematurely.");
    }

    private async Task WaitForHealthyAsync(
        IResource resource, WaitAnnotation wait, string id, string displayName, ILogger logger, CancellationToken cancellationToken)
    {
        var dependency = wait.Resource;
        var behavior = wait.WaitBehavior ?? DefaultWaitBehavior;
        if (dependency.Annotations.OfType<HealthCheckAnnotation>().Any())
        {
            logger.LogInformation("Waiting for resource '{ResourceName}' to become healthy.", displayName);
        }

        // It is ready once its checks, those of its ancestors included, have said so. It may end before that.
        var snapshot = (await WaitCoreAsync(
            dependency.Name,
            e => NameEquals(e.ResourceId, id) && (e.Snapshot is { HealthStatus: HealthStatus.Healthy, ResourceReadyEvent: not null } || StopsWait(behavior, e.Snapshot)),
            $"Resource '{displayName}' failed to become healthy before the operation was cancelled.",
            cancellationToken)).Snapshot;
        if (snapshot.HealthStatus is not HealthStatus.Healthy || snapshot.ResourceReadyEvent is null)
        {
            throw Premature(resource, displayName, snapshot, logger);
        }

        await snapshot.ResourceReadyEvent.EventTask.WaitAsync(cancellationToken);
    }

    private async Task WaitForCompletionAsync(
        IResource resource, WaitAnnotation wait, string id, string displayName, ILogger logger, CancellationToken cancellationToken)
    {
        var snapshot = (await WaitCoreAsync(
            wait.Resource.Name,
            e => NameEquals(e.ResourceId, id) && (KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text) || e.Snapshot.ExitCode is not null),
            $"Resource '{displayName}' failed to reach a terminal state before the operation was cancelled.",
            cancellationToken)).Snapshot;

        var state = snapshot.State?.Text;
        if (state == KnownResourceStates.FailedToStart)
        {
            logger.LogError("Dependency resource '{ResourceName}' failed to start.", displayName);
            throw new DistributedApplicationException(
                $"Resource '{resource.Name}' stopped waiting for dependency resource '{displayName}' because it failed to start.");
        }

        if (snapshot.ExitCode is { } exitCode && exitCode != wait.ExitCode)
        {
            logger.LogError(
                "Resource '{ResourceName}' has entered the '{State}' state with exit code '{ExitCode}' expected '{ExpectedExitCode}'.",
                displayName, state, exitCode, wait.ExitCode);
            throw new DistributedApplicationException(
                $"Resource '{resource.Name}' stopped waiting for dependency resource '{displayName}' because it entered the '{state}' state with exit code '{exitCode}', expected '{wait.ExitCode}'.");
        }
    }

    private Task PublishWaitingForAsync(IResource resource, string[] names)
    {
        // A resource with an explicit start stays NotStarted until somebody starts it.
        var leavesNotStarted = !resource.Annotations.OfType<ExplicitStartupAnnotation>().Any()
            || !resource.Annotations.OfType<ResourceInstancesAnnotation>().Any();

        return PublishUpdateAsync(resource, snapshot =>
        {
            var state = snapshot.State?.Text;
            if (names.Length == 0)
            {
                return snapshot with { Properties = snapshot.Properties.RemoveResourceProperty(KnownProperties.WaitingFor) };
            }

            return state is null
                || (leavesNotStarted && state == KnownResourceStates.NotStarted)
                || state == KnownResourceStates.Starting
                || state == KnownResourceStates.Waiting
                ? snapshot with
                {
                    State = KnownResourceStates.Waiting,
                    Properties = snapshot.Properties.SetResourceProperty(KnownProperties.WaitingFor, names),
                }
                : snapshot;
        });
    }

    /// <summary>What is still waited for; a name that two waits share is gone when both are done.</summary>
    private sealed class PendingDependencies(IEnumerable<string> ids, Func<string[], Task> publish)
    {
        private readonly List<string> _ids = [.. ids];
        private readonly SemaphoreSlim _gate = new(1, 1);

        public Task PublishAsync() => publish([.. _ids.Distinct(StringComparer.OrdinalIgnoreCase)]);

        public async Task RemoveAsync(string id)
        {
            await _gate.WaitAsync();
            try
            {
                _ids.RemoveAt(_ids.FindIndex(pending => NameEquals(pending, id)));
                await PublishAsync();
            }
            finally
            {
                _gate.Release();
            }
        }
    }
}
