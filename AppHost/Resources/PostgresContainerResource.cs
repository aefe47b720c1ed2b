namespace Platform.AppHost.Resources;

/// <summary>A PostgreSQL server that runs as a container.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="relayPort">The port of the relay in front of it; null without one.</param>
/// <param name="passwords">The password of each role that something of the model uses.</param>
internal sealed class PostgresContainerResource(string name, int? relayPort, IReadOnlyDictionary<string, ParameterResource> passwords)
    : ContainerResource(name), IPostgresServer
{
    public PublishedEndpoint Endpoint => field ??= new(this, IPostgresServer.EndpointName, relayPort);

    public ParameterResource Password(string role) => passwords[role];
}
