using System.Globalization;

namespace Platform.AppHost.Monitoring;

/// <summary>One target of Prometheus.</summary>
/// <param name="Address">Host and port.</param>
/// <param name="Labels">Its labels: <c>job</c> is who answers, <c>service</c> what the answer is about.</param>
internal sealed record ScrapeTarget(string Address, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>
    /// Everything in a model that answers <c>/metrics</c>, and, when there is a prober, every address that people or programs use.
    /// A project with an HTTP endpoint counts without having to say so. Endpoints must have been allocated.
    /// </summary>
    public static IEnumerable<ScrapeTarget> Of(IEnumerable<IResource> resources, string? prober) => resources
        .OfType<IResourceWithEndpoints>()
        .Select(resource => (Resource: resource, Metrics: MetricsOf(resource)))
        .Where(found => found.Metrics is not null && Http(found.Resource).Any())
        .SelectMany(found => Of(found.Resource, found.Metrics!, prober));

    private static MetricsAnnotation? MetricsOf(IResourceWithEndpoints resource) =>
        resource.Annotations.OfType<MetricsAnnotation>().LastOrDefault()
        ?? (resource is ProjectResource && Http(resource).Any() ? MetricsAnnotation.OfService(resource.Name) : null);

    private static IEnumerable<ScrapeTarget> Of(IResourceWithEndpoints resource, MetricsAnnotation metrics, string? prober)
    {
        var addresses = Http(resource).OrderBy(address => address.Scheme == "https").ToArray();
        yield return new(HostAndPort(addresses[0]), new Dictionary<string, string>
        {
            ["job"] = resource.Name,
            ["service"] = metrics.Service,
            ["__scheme__"] = addresses[0].Scheme,
        });
        foreach (var address in prober is null || metrics.Probed is null ? [] : addresses)
        {
            yield return Probe(prober!, address.Scheme, $"{address.Scheme}://{HostAndPort(address)}{metrics.Probed}", metrics.Service);
        }
    }

    // The prober is the one that is asked; what it is asked for goes along.
    private static ScrapeTarget Probe(string prober, string module, string url, string service) => new(prober, new Dictionary<string, string>
    {
        ["job"] = "probe",
        ["service"] = service,
        ["instance"] = url,
        ["__metrics_path__"] = "/probe",
        ["__param_module"] = module,
        ["__param_target"] = url,
    });

    private static IEnumerable<EndpointReference> Http(IResourceWithEndpoints resource) =>
        resource.GetEndpoints().Where(endpoint => endpoint.IsAllocated && endpoint.Scheme is "http" or "https");

    // A certificate is for localhost.
    private static string HostAndPort(EndpointReference endpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{(endpoint.Scheme == "https" ? "localhost" : "127.0.0.1")}:{endpoint.Port}");
}
