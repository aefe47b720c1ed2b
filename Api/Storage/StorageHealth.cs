using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Api.Storage;

/// <summary>Whether the object storage can be reached. Without it uploads and images fail, and the shop still sells.</summary>
internal sealed class StorageHealth(StorageConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (connection.Endpoint is not { } endpoint)
        {
            return HealthCheckResult.Healthy("A cloud provider is not probed.");
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (SocketException e)
        {
            return HealthCheckResult.Degraded($"{endpoint.Authority}: {e.Message}");
        }
    }
}
