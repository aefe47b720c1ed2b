namespace Platform.AppHost.Resources;

/// <summary>A PostgreSQL server, whatever its form.</summary>
internal interface IPostgresServer : IResourceWithEndpoints
{
    const string EndpointName = "tcp";

    /// <summary>Where clients find it.</summary>
    PublishedEndpoint Endpoint { get; }

    /// <summary>The password of a role.</summary>
    ParameterResource Password(string role);
}
