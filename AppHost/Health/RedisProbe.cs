using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.AppHost.Health;

/// <summary>Sends PING to a Redis server. It answers with an error while it still loads its data.</summary>
internal sealed class RedisProbe(Func<CancellationToken, Task<RedisConnection>> connect) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var redis = await connect(cancellationToken);
            await redis.ExecuteAsync(cancellationToken, "PING");
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
