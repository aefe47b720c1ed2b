using Microsoft.Extensions.Hosting;
using Platform.AppHost.Ports;

namespace Platform.AppHost.Faults;

/// <summary>The relays of an environment, one for each resource with a published port; none unless <c>Platform:Faults</c> is set.</summary>
internal sealed class FaultRelays(PortAssignments ports, bool isEnabled) : IHostedService
{
    private readonly Dictionary<string, TcpRelay> relays = new(StringComparer.OrdinalIgnoreCase);

    public bool IsEnabled => isEnabled;

    public TcpRelay? Of(string resource) => relays.GetValueOrDefault(resource);

    /// <summary>The port on which a resource's program has to listen: the published one, or one behind a relay.</summary>
    public int Behind(string resource, int published)
    {
        if (!isEnabled)
        {
            return published;
        }

        var port = ports.GetAny($"{resource}-behind");
        relays.Add(resource, new TcpRelay(published, port));
        return port;
    }

    /// <exception cref="PlatformException">A published port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var relay in relays.Values)
        {
            relay.Start();
        }

        return Task.CompletedTask;
    }

    // After the resources have been stopped: they finish their work through the relays.
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(relays.Values.Select(relay => relay.DisposeAsync().AsTask()));
}
