using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>Tells the engine which of its services a program or container stands behind.</summary>
internal static class ServiceProducers
{
    public static Dictionary<string, string>? Of(IResource resource)
    {
        var producers = new JsonArray();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => EndpointAllocator.IsProxied(resource, e)))
        {
            var producer = new JsonObject { ["serviceName"] = EndpointAllocator.ServiceName(resource, endpoint), ["address"] = endpoint.TargetHost };
            if (endpoint.TargetPort is int port)
            {
                producer["port"] = port;
            }

            producers.Add((JsonNode)producer);
        }

        return producers.Count is 0 ? null : new() { [DcpAnnotations.ServiceProducer] = producers.ToJsonString() };
    }
}
