using Platform.AppHost.Commands;

namespace Platform.AppHost.Report;

/// <summary>Which resources have to be there before the environment is called ready.</summary>
internal static class RequiredResources
{
    /// <summary>All that the model starts, and what is checked on its own; not the dashboard, and not what people start themselves.</summary>
    public static bool Includes(IResource resource) =>
        (resource is IResourceWithWaitSupport || resource.TryGetAnnotationsOfType<HealthCheckAnnotation>(out _))
        && !resource.TryGetAnnotationsOfType<ExplicitStartupAnnotation>(out _)
        && resource.Name != DashboardAddress.ResourceName;

    /// <summary>Returns when all of them are healthy or have ended; one that does neither is waited for no longer than the patience.</summary>
    public static async Task WaitUntilSettledAsync(
        DistributedApplicationModel model, ResourceNotificationService notifications, TimeSpan patience, CancellationToken cancellationToken)
    {
        var settled = model.Resources.Where(Includes).Select(resource => notifications.WaitForResourceAsync(
            resource.Name, e => ResourceChain.IsHealthy(e.Snapshot) || KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), cancellationToken));
        await Task.WhenAny(Task.WhenAll(settled), Task.Delay(patience, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }
}
