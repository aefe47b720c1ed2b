namespace Platform.AppHost.Resources;

/// <summary>MinIO, which runs as a container.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="relayPort">The port of the relay in front of it; null without one.</param>
/// <param name="secretKey">The secret key of its only user.</param>
internal sealed class StorageContainerResource(string name, int? relayPort, ParameterResource secretKey) : ContainerResource(name), IStorageServer
{
    public PublishedEndpoint Endpoint => field ??= new(this, IStorageServer.EndpointName, relayPort);

    public ParameterResource SecretKey => secretKey;
}
