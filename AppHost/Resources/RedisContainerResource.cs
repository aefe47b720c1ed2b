namespace Platform.AppHost.Resources;

/// <summary>A Redis server that runs as a container.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="relayPort">The port of the relay in front of it; null without one.</param>
/// <param name="password">Everybody needs it.</param>
/// <param name="exporterPassword">The password of the user who may only ask for statistics.</param>
internal sealed class RedisContainerResource(string name, int? relayPort, ParameterResource password, ParameterResource exporterPassword)
    : ContainerResource(name), IRedisServer
{
    public PublishedEndpoint Endpoint => field ??= new(this, IRedisServer.EndpointName, relayPort);

    public ParameterResource Password => password;

    public ParameterResource? ExporterPassword => exporterPassword;
}
