using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Api.Redis;

/// <summary>Redis that is gone degrades the shop; it does not make it unready, because the catalogue and orders work without it.</summary>
internal sealed class RedisHealth(RedisConnection redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.RunAsync("PING", database => database.PingAsync());
            return HealthCheckResult.Healthy();
        }
        catch (RedisUnavailableException e)
        {
            return HealthCheckResult.Degraded(e.Message);
        }
    }
}
