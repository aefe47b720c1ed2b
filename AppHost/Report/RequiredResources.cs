namespace Platform.AppHost.Report;

/// <summary>Which resources have to be there before the environment is called ready.</summary>
internal static class RequiredResources
{
    /// <summary>All that the model starts, and what is checked on its own; not the dashboard, and not what people start themselves.</summary>
    public static bool Includes(IResource resource) =>
        (resource is IResourceWithWaitSupport || resource.TryGetAnnotationsOfType<HealthCheckAnnotation>(out _))
        && !resource.TryGetAnnotationsOfType<ExplicitStartupAnnotation>(out _)
        && resource.Name != DashboardAddress.ResourceName;
}
