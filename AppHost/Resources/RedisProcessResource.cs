namespace Platform.AppHost.Resources;

/// <summary>A Redis server that runs as a process.</summary>
internal sealed class RedisProcessResource(
    string name, string command, string workingDirectory, ParameterResource password, ParameterResource? exporterPassword)
    : ExecutableResource(name, command, workingDirectory), IRedisServer
{
    public PublishedEndpoint Endpoint => field ??= new(this, IRedisServer.EndpointName);

    public ParameterResource Password => password;

    public ParameterResource? ExporterPassword => exporterPassword;
}
