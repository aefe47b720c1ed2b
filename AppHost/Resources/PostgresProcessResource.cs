namespace Platform.AppHost.Resources;

/// <summary>A PostgreSQL server that runs as a process.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="command">The program that is started.</param>
/// <param name="workingDirectory">Where it is started.</param>
/// <param name="passwords">The password of each role that something of the model uses.</param>
internal sealed class PostgresProcessResource(
    string name, string command, string workingDirectory, IReadOnlyDictionary<string, ParameterResource> passwords)
    : ExecutableResource(name, command, workingDirectory), IPostgresServer
{
    public PublishedEndpoint Endpoint => field ??= new(this, IPostgresServer.EndpointName);

    public ParameterResource Password(string role) => passwords[role];
}
