namespace Platform.AppHost.Monitoring;

/// <summary>Tells Prometheus what to watch.</summary>
internal static class MetricsExtensions
{
    /// <summary>A service with ServiceDefaults that is no project. Projects need not say it.</summary>
    public static IResourceBuilder<T> WithMetrics<T>(this IResourceBuilder<T> resource) where T : IResourceWithEndpoints =>
        resource.WithAnnotation(MetricsAnnotation.OfService(resource.Resource.Name));

    /// <summary>A program that answers <c>/metrics</c> about itself or, as an exporter, about something else.</summary>
    public static IResourceBuilder<T> WithMetricsOf<T>(this IResourceBuilder<T> resource, string service, string? probed = null) where T : IResourceWithEndpoints =>
        resource.WithAnnotation(new MetricsAnnotation(service, probed));
}
