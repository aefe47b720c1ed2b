using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>Gives every endpoint of a program its address: the engine's proxy, or the program's own port.</summary>
internal sealed class EndpointAllocator(EngineHost engine, ProgramInstances instances, IConfiguration configuration)
{
    private static readonly TimeSpan s_proxyTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Name of the engine's service for a proxied endpoint.</summary>
    public static string ServiceName(IResource resource, EndpointAnnotation endpoint) => $"{resource.Name}--{endpoint.Name}".ToLowerInvariant();

    public static bool IsProxied(IResource resource, EndpointAnnotation endpoint) =>
        endpoint.IsProxied && (!resource.TryGetLastAnnotation<ProxySupportAnnotation>(out var support) || support.ProxyEnabled);

    /// <summary>Allocates all endpoints; returns the resources whose endpoints could not be had, with the reason.</summary>
    public async Task<IReadOnlyDictionary<IResource, Exception>> AllocateAsync(CancellationToken cancellationToken)
    {
        using var ports = new FreePorts();
        var failures = new Dictionary<IResource, Exception>();
        var proxied = new Dictionary<string, (IResource Resource, EndpointAnnotation Endpoint)>(StringComparer.Ordinal);
        foreach (var resource in instances.All.Select(i => i.Resource).Distinct())
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (resource.IsContainer() && !TryAllocateForContainers(resource, endpoint))
                {
                    Fail(resource, endpoint, $"The endpoint '{endpoint.Name}' of container '{resource.Name}' does not say which port the container listens on. Give it a targetPort.", failures);
                }
                else if (IsProxied(resource, endpoint))
                {
                    proxied.Add(ServiceName(resource, endpoint), (resource, endpoint));
                }
                else if (resource.GetReplicaCount() > 1)
                {
                    Fail(resource, endpoint, $"Resource '{resource.Name}' has {resource.GetReplicaCount()} replicas, so its endpoint '{endpoint.Name}' needs the engine's proxy. Remove isProxied: false, or the replicas.", failures);
                }
                else
                {
                    AllocateWithoutProxy(resource, endpoint, ports);
                }
            }
        }

        if (proxied.Count > 0)
        {
            await AllocateProxiesAsync(proxied, failures, cancellationToken).ConfigureAwait(false);
        }

        return failures;
    }

    private static void Fail(IResource resource, EndpointAnnotation endpoint, string message, Dictionary<IResource, Exception> failures)
    {
        var failure = new DistributedApplicationException(message);
        endpoint.AllAllocatedEndpoints.Fail(endpoint.DefaultNetworkID, failure);
        failures.TryAdd(resource, failure);
    }

    /// <summary>Other containers reach a container under its own name and port.</summary>
    private static bool TryAllocateForContainers(IResource container, EndpointAnnotation endpoint)
    {
        if (endpoint.TargetPort is not int port)
        {
            return false;
        }

        var network = KnownNetworkIdentifiers.DefaultAspireContainerNetwork;
        endpoint.AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(
            network,
            new(endpoint, ContainerNetworks.HostName(container), port, EndpointBindingMode.SingleAddress, port.ToString(CultureInfo.InvariantCulture), network));
        return true;
    }

    // The port of a persistent container is not looked at: it may be that container itself that holds it.
    private void AllocateWithoutProxy(IResource resource, EndpointAnnotation endpoint, FreePorts ports)
    {
        var port = endpoint.Port ?? (resource.IsPersistent() ? StablePorts.For(configuration, resource.Name, endpoint.Name) : ports.Next());
        endpoint.TargetPort ??= port;
        var host = Reachable(endpoint.TargetHost);
        endpoint.AllocatedEndpoint = new(endpoint, host, port, endpoint.TargetPort.Value.ToString(CultureInfo.InvariantCulture));
    }

    private async Task AllocateProxiesAsync(
        Dictionary<string, (IResource Resource, EndpointAnnotation Endpoint)> proxied,
        Dictionary<IResource, Exception> failures,
        CancellationToken cancellationToken)
    {
        var randomize = configuration.GetValue("DcpPublisher:RandomizePorts", false);
        foreach (var (_, (resource, endpoint)) in proxied.ToArray())
        {
            if (!randomize && endpoint.Port is int port && FreePorts.IsTaken(port))
            {
                Fail(resource, endpoint, $"The port {port} of endpoint '{endpoint.Name}' of resource '{resource.Name}' is in use by another program. Stop that program, or give the endpoint another port.", failures);
                proxied.Remove(ServiceName(resource, endpoint));
            }
        }

        if (proxied.Count is 0)
        {
            return;
        }

        var client = (await engine.Session.WaitAsync(cancellationToken).ConfigureAwait(false)).Client;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_proxyTimeout);
        await Task.WhenAll(proxied.Select(pair => client.CreateAsync(
            new Service
            {
                Metadata = new() { Name = pair.Key },
                Spec = new()
                {
                    Port = randomize ? null : pair.Value.Endpoint.Port,
                    Protocol = pair.Value.Endpoint.Protocol is ProtocolType.Udp ? PortProtocol.Udp : PortProtocol.Tcp,
                    AddressAllocationMode = AddressAllocationMode.Localhost,
                },
            },
            cancellationToken))).ConfigureAwait(false);

        var pending = new HashSet<string>(proxied.Keys, StringComparer.Ordinal);
        try
        {
            await foreach (var (_, service) in client.WatchAsync<Service>(timeout.Token).ConfigureAwait(false))
            {
                if (service.Status is { EffectivePort: > 0 and var port } && pending.Remove(service.Metadata.Name))
                {
                    var (_, endpoint) = proxied[service.Metadata.Name];
                    var target = endpoint.TargetPort?.ToString(CultureInfo.InvariantCulture) ?? $$$"""{{- portForServing "{{{service.Metadata.Name}}}" -}}""";
                    endpoint.AllocatedEndpoint = new(endpoint, Reachable(endpoint.TargetHost), port, target);
                }

                if (pending.Count is 0)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var name in pending)
            {
                var (resource, endpoint) = proxied[name];
                Fail(resource, endpoint, $"The engine gave the endpoint '{endpoint.Name}' of resource '{resource.Name}' no address within {s_proxyTimeout.TotalSeconds} s.", failures);
            }
        }
    }

    // An address that is listened on is not always one that can be connected to.
    private static string Reachable(string host) =>
        host is "0.0.0.0" or "::" or "[::]" or "*" or "+" || EndpointHostHelpers.IsLocalhostTld(host) ? KnownHostNames.Localhost : host;
}
