using System.Globalization;
using Platform.AppHost.Health;

namespace Platform.AppHost.Resources;

/// <summary>A Redis server that runs as a process.</summary>
internal sealed class RedisProcessResource(string name, string command, string workingDirectory, ParameterResource password, ParameterResource? exporterPassword)
    : ExecutableResource(name, command, workingDirectory), IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    public ParameterResource Password => password;

    /// <summary>The password of the user who may only ask for statistics; null where the server has no such user.</summary>
    public ParameterResource? ExporterPassword => exporterPassword;

    public EndpointReference Endpoint => field ??= new EndpointReference(this, EndpointName);

    /// <summary>The format of StackExchange.Redis: <c>127.0.0.1:6379,password=...</c></summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"{Endpoint.Property(EndpointProperty.IPV4Host)}:{Endpoint.Property(EndpointProperty.Port)},password={password}");

    /// <summary>Opens a connection for a check or a command.</summary>
    public async Task<RedisConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var port = await Endpoint.Property(EndpointProperty.Port).GetValueAsync(cancellationToken);
        var secret = await password.GetValueAsync(cancellationToken);
        return await RedisConnection.OpenAsync(int.Parse(port!, CultureInfo.InvariantCulture), secret!, cancellationToken);
    }
}
