using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Orchestration;

/// <summary>Finds what a container's values need of this machine.</summary>
internal static class HostReferences
{
    /// <summary>The endpoints of resources that are no containers, and the URLs of this machine.</summary>
    public static (IReadOnlyCollection<EndpointReference> Endpoints, IReadOnlyCollection<Uri> Urls) In(IEnumerable<object> values)
    {
        var endpoints = new List<EndpointReference>();
        var urls = new List<Uri>();
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>(values);
        while (open.TryPop(out var value))
        {
            if (value is Aspire.Hosting.ApplicationModel.IResourceBuilder<IResource> builder)
            {
                value = builder.Resource;
            }

            if (!visited.Add(value))
            {
                continue;
            }

            switch (value)
            {
                case EndpointReference endpoint:
                    if (!endpoint.Resource.IsContainerImage() && IsSeenFromContainers(endpoint))
                    {
                        endpoints.Add(endpoint);
                    }

                    break;
                case HostUrl url when url.LoopbackUri is { } uri:
                    urls.Add(uri);
                    break;
                case IValueWithReferences { References: var references }:
                    foreach (var reference in references)
                    {
                        open.Push(reference);
                    }

                    break;
            }

            if (value is IResourceWithConnectionString redirected && redirected.TryGetLastAnnotation<ConnectionStringRedirectAnnotation>(out var redirect))
            {
                open.Push(redirect.Resource);
            }
        }

        return (endpoints, urls);
    }

    private static bool IsSeenFromContainers(EndpointReference endpoint) =>
        endpoint.ContextNetworkID is null || endpoint.ContextNetworkID == KnownNetworkIdentifiers.DefaultAspireContainerNetwork;
}
