using Platform.AppHost.Health;

namespace Platform.AppHost.Resources;

/// <summary>A Redis server, whatever its form.</summary>
internal interface IRedisServer : IResourceWithConnectionString, IResourceWithEndpoints
{
    const string EndpointName = "tcp";

    /// <summary>Where clients find it.</summary>
    PublishedEndpoint Endpoint { get; }

    ParameterResource Password { get; }

    /// <summary>The password of the user who may only ask for statistics; null where the server has no such user.</summary>
    ParameterResource? ExporterPassword { get; }

    /// <summary>The format of StackExchange.Redis: <c>127.0.0.1:6379,password=...</c></summary>
    ReferenceExpression IResourceWithConnectionString.ConnectionStringExpression =>
        ReferenceExpression.Create($"{Endpoint.Host}:{Endpoint.Port},password={Password}");

    /// <summary>Opens a connection for a check or a command.</summary>
    async Task<RedisConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var secret = await Password.GetValueAsync(cancellationToken);
        return await RedisConnection.OpenAsync(await Endpoint.PortAsync(cancellationToken), secret!, cancellationToken);
    }
}
