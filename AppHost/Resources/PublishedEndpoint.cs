using System.Globalization;

namespace Platform.AppHost.Resources;

/// <summary>
/// Where the clients of a server find it. A relay in front of a container has a port of its own, which the model does not know:
/// there the port that the container publishes is the one behind the relay.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="name">The name of its endpoint.</param>
/// <param name="relayPort">The relay's port; null where the endpoint's own is right.</param>
internal sealed class PublishedEndpoint(IResourceWithEndpoints server, string name, int? relayPort = null)
{
    private readonly EndpointReference endpoint = new(server, name);

    public EndpointReferenceExpression Host => endpoint.Property(EndpointProperty.IPV4Host);

    public ReferenceExpression Port => field ??= relayPort is { } port
        ? ReferenceExpression.Create($"{port.ToString(CultureInfo.InvariantCulture)}")
        : ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.Port)}");

    /// <summary>The same as a number, once the endpoint is allocated.</summary>
    public int Number => relayPort ?? endpoint.Port;

    /// <summary>The port's number, once it is known.</summary>
    public async ValueTask<int> PortAsync(CancellationToken cancellationToken) =>
        int.Parse((await Port.GetValueAsync(cancellationToken))!, CultureInfo.InvariantCulture);
}
