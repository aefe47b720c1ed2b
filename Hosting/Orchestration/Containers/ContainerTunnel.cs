using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>
/// Lets containers reach what listens on the loopback address of this machine: the engine runs a proxy on the containers'
/// network and one here, and the one here connects to the other. Nothing listens beyond loopback for it.
/// </summary>
internal sealed class ContainerTunnel(EngineHost engine, ContainerEngineStatus status, DistributedApplicationModel model, IConfiguration configuration) : IDisposable
{
    private const string ObjectName = "aspire-container-network-tunnelproxy";

    // The first run on a machine builds the image, and may have to pull what it is built on.
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly List<TunnelConfiguration> _tunnels = [];
    private readonly Dictionary<int, int> _ports = [];

    /// <summary>Makes a way to every endpoint of this machine among the values that a container is about to read.</summary>
    /// <exception cref="DistributedApplicationException">The tunnel cannot be had; the message says why and what to do.</exception>
    public async Task PrepareAsync(IEnumerable<object> values, CancellationToken cancellationToken)
    {
        var network = KnownNetworkIdentifiers.DefaultAspireContainerNetwork;
        var (endpoints, urls) = HostReferences.In(values);
        var wanted = new Dictionary<EndpointAnnotation, Way>();
        foreach (var reference in endpoints.Where(e => e.EndpointAnnotation.AllAllocatedEndpoints.TryGet(network) is null))
        {
            var endpoint = reference.EndpointAnnotation;
            if (endpoint.Protocol is ProtocolType.Udp)
            {
                throw new DistributedApplicationException($"The endpoint '{endpoint.Name}' is one of UDP, and containers reach programs of this machine by TCP only.");
            }

            var allocated = await endpoint.AllAllocatedEndpoints.GetAllocatedEndpointAsync(endpoint.DefaultNetworkID, cancellationToken).ConfigureAwait(false);
            wanted[endpoint] = new(allocated.Port, HasPersistentContainers ? StablePorts.For(configuration, reference.Resource.Name, endpoint.Name) : null);
        }

        if (wanted.Count is 0 && urls.Count is 0)
        {
            return;
        }

        await OpenAsync([.. wanted.Values, .. urls.Select(url => new Way(url.Port, null))], cancellationToken).ConfigureAwait(false);
        foreach (var (endpoint, way) in wanted)
        {
            var far = FarPort(way.Port)!.Value;
            endpoint.AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(
                network,
                new(endpoint, KnownHostNames.DefaultContainerTunnelHostName, far, EndpointBindingMode.SingleAddress, far.ToString(CultureInfo.InvariantCulture), network));
        }
    }

    /// <summary>The port under which containers reach a port of this machine; null when no way there has been made.</summary>
    public int? FarPort(int port)
    {
        lock (_ports)
        {
            return _ports.TryGetValue(port, out var far) ? far : null;
        }
    }

    public void Dispose() => _changes.Dispose();

    private bool HasPersistentContainers => model.Resources.Any(PersistentContainers.IsPersistent);

    // One change at a time; what several containers ask for meanwhile is made together by the next one.
    private async Task OpenAsync(IReadOnlyList<Way> ways, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var missing = ways.Where(way => FarPort(way.Port) is null).DistinctBy(way => way.Port).ToArray();
            if (missing.Length is 0)
            {
                return;
            }

            await status.WaitUntilHealthyAsync(cancellationToken).ConfigureAwait(false);
            var added = missing.Select(way => Name(way.Port)).Select(name => new TunnelConfiguration { Name = name, ServerServiceName = $"{name}-host", ClientServiceName = $"{name}-containers" }).ToArray();
            await Task.WhenAll(missing.Select(way => CreateServicesAsync(way, cancellationToken))).ConfigureAwait(false);
            await ApplyAsync([.. _tunnels, .. added], cancellationToken).ConfigureAwait(false);
            _tunnels.AddRange(added);
            await WaitAsync([.. missing.Select(way => way.Port)], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>
    /// The service here has an endpoint that no workload of the engine stands behind: it may be any port of this machine. Containers
    /// see the service's port, so a port that has to stay the same is a proxy's before the endpoint.
    /// </summary>
    private async Task CreateServicesAsync(Way way, CancellationToken cancellationToken)
    {
        var port = way.Port;
        var isProxied = way.Wanted is int wanted && wanted != port && !FreePorts.IsTaken(wanted);
        var here = new Service
        {
            Metadata = new() { Name = $"{Name(port)}-host" },
            Spec = new()
            {
                AddressAllocationMode = isProxied ? AddressAllocationMode.Localhost : AddressAllocationMode.Proxyless,
                Port = isProxied ? way.Wanted : null,
                Protocol = PortProtocol.Tcp,
            },
        };
        var there = new Service { Metadata = new() { Name = $"{Name(port)}-containers" }, Spec = new() { AddressAllocationMode = AddressAllocationMode.Proxyless, Protocol = PortProtocol.Tcp } };
        var endpoint = new Endpoint { Metadata = new() { Name = $"{Name(port)}-host" }, Spec = new() { ServiceName = here.Metadata.Name, Address = "127.0.0.1", Port = port } };
        await Task.WhenAll(
            engine.Client.CreateAsync(here, cancellationToken),
            engine.Client.CreateAsync(there, cancellationToken),
            engine.Client.CreateAsync(endpoint, cancellationToken)).ConfigureAwait(false);
    }

    private async Task ApplyAsync(List<TunnelConfiguration> tunnels, CancellationToken cancellationToken)
    {
        var proxy = new ContainerNetworkTunnelProxy
        {
            Metadata = new() { Name = ObjectName },
            Spec = new()
            {
                ContainerNetworkName = ContainerNetworks.ObjectName,
                Aliases = [KnownHostNames.DefaultContainerTunnelHostName],
                Tunnels = tunnels,
            },
        };
        if (_tunnels.Count is 0)
        {
            await engine.Client.CreateAsync(proxy, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var patch = System.Text.Json.JsonSerializer.Serialize(tunnels, DcpJson.Default.ListTunnelConfiguration);
            await engine.Client.PatchAsync<ContainerNetworkTunnelProxy>(ObjectName, $$$"""{"spec":{"tunnels":{{{patch}}}}}""", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(IReadOnlyCollection<int> ports, CancellationToken cancellationToken)
    {
        var names = ports.ToDictionary(Name, port => port, StringComparer.Ordinal);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        try
        {
            await foreach (var (_, proxy) in engine.Client.WatchAsync<ContainerNetworkTunnelProxy>(timeout.Token).ConfigureAwait(false))
            {
                if (proxy.Status?.State is "Failed")
                {
                    throw Failed(proxy.Status.Message);
                }

                foreach (var tunnel in proxy.Status?.TunnelStatuses ?? [])
                {
                    if (!names.TryGetValue(tunnel.Name, out var port))
                    {
                        continue;
                    }

                    if (tunnel.State is "Failed")
                    {
                        throw Failed(tunnel.ErrorMessage);
                    }

                    if (tunnel is { State: "Ready", ClientProxyPort: > 0 and var far })
                    {
                        names.Remove(tunnel.Name);
                        lock (_ports)
                        {
                            _ports[port] = far;
                        }
                    }
                }

                if (names.Count is 0)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"it was not there after {s_timeout.TotalMinutes:0} minutes.");
        }
    }

    // The engine names the image that it wants to build on; its field for another one (baseImage) is not read by version 0.25.13.
    private DistributedApplicationException Failed(string? reason) => new(
        "The tunnel through which containers reach programs of this machine could not be made: "
        + $"{(string.IsNullOrWhiteSpace(reason) ? "the engine gave no reason" : string.Join(' ', reason.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))}. "
        + $"It runs in a container of its own, built once. If the image that it is built on cannot be pulled, give that name to an image with glibc and OpenSSL 3 that this machine has: {status.Program} tag <image> <name>.");

    /// <summary>A port of this machine, and under which port containers are to see it; null for any.</summary>
    private sealed record Way(int Port, int? Wanted);

    private static string Name(int port) => string.Create(CultureInfo.InvariantCulture, $"host-port-{port}");
}
