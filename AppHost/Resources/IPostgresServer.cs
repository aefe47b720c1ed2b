namespace Platform.AppHost.Resources;

/// <summary>A PostgreSQL server, whatever its form.</summary>
internal interface IPostgresServer : IResourceWithEndpoints
{
    /// <summary>Where it listens.</summary>
    EndpointReference Endpoint { get; }

    /// <summary>The password of a role.</summary>
    ParameterResource Password(string role);
}
