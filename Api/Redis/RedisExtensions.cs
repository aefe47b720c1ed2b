using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Http.RateLimits;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.Api.Redis;

internal static class RedisExtensions
{
    /// <summary>Adds the Redis connection, the cache on it, and its health check.</summary>
    public static void AddRedis(this IHostApplicationBuilder builder)
    {
        var connectionString = builder.AddSettings<ConnectionSettings>().Redis;
        builder.Services.AddSingleton(provider =>
            new RedisConnection(connectionString, provider.GetRequiredService<ILogger<RedisConnection>>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        builder.Services.AddSingleton<RedisCache>();
        builder.Services.AddSingleton<IRateCounter, RedisRateCounter>();
        builder.Services.AddSingleton<RedisHealth>();
        builder.Services.AddHealthCheck<RedisHealth>(ResourceNames.Redis, HealthTags.Ready);
        builder.Services.Configure<TelemetryOptions>(options =>
        {
            options.Sources.Add(RedisTelemetry.Name);
            options.Meters.Add(RedisTelemetry.Name);
        });
    }
}
