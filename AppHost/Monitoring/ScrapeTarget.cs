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
    /// <param name="resources">The model.</param>
    /// <param name="prober">Where the prober is asked, or null.</param>
    /// <param name="seen">Host and port of an endpoint as Prometheus sees it. The prober sees it from this machine.</param>
    public static IEnumerable<ScrapeTarget> Of(IEnumerable<IResource> resources, EndpointReference? prober, Func<EndpointReference, string> seen) =>
        Watched(resources).SelectMany(found => Of(found.Resource.Name, found.Metrics, found.Endpoints, prober is null ? null : seen(prober), seen));

    /// <summary>The endpoints that Prometheus asks.</summary>
    public static IEnumerable<EndpointReference> EndpointsOf(IEnumerable<IResource> resources) => Watched(resources).Select(found => found.Endpoints[0]);

    /// <summary>Host and port on this machine. A certificate is for localhost.</summary>
    public static string OnThisMachine(EndpointReference endpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{(endpoint.Scheme == "https" ? "localhost" : "127.0.0.1")}:{endpoint.Port}");

    private static IEnumerable<(IResource Resource, MetricsAnnotation Metrics, EndpointReference[] Endpoints)> Watched(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources.OfType<IResourceWithEndpoints>())
        {
            var endpoints = resource.GetEndpoints().Where(endpoint => endpoint.IsAllocated && endpoint.Scheme is "http" or "https")
                .OrderBy(endpoint => endpoint.Scheme == "https").ToArray();
            var metrics = resource.Annotations.OfType<MetricsAnnotation>().LastOrDefault()
                ?? (resource is ProjectResource ? MetricsAnnotation.OfService(resource.Name) : null);
            if (metrics is not null && endpoints.Length > 0)
            {
                yield return (resource, metrics, endpoints);
            }
        }
    }

    private static IEnumerable<ScrapeTarget> Of(
        string job, MetricsAnnotation metrics, EndpointReference[] endpoints, string? prober, Func<EndpointReference, string> seen)
    {
        yield return new(seen(endpoints[0]), new Dictionary<string, string>
        {
            ["job"] = job,
            ["service"] = metrics.Service,
            // The same for every way of running Prometheus.
            ["instance"] = OnThisMachine(endpoints[0]),
            ["__scheme__"] = endpoints[0].Scheme,
        });
        foreach (var endpoint in prober is null || metrics.Probed is null ? [] : endpoints)
        {
            yield return Probe(prober!, endpoint.Scheme, $"{endpoint.Scheme}://{OnThisMachine(endpoint)}{metrics.Probed}", metrics.Service);
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
}
