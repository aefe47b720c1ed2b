namespace Platform.AppHost.Monitoring;

/// <summary>Says that a resource answers <c>/metrics</c> at its HTTP endpoint.</summary>
/// <param name="Service">What its metrics are about: the resource itself, another one, or the machine.</param>
/// <param name="Probed">The path that answers 2xx when users are served; null when it has no users.</param>
internal sealed record MetricsAnnotation(string Service, string? Probed) : IResourceAnnotation
{
    /// <summary>A service with ServiceDefaults.</summary>
    public static MetricsAnnotation OfService(string name) => new(name, "/health/ready");
}
