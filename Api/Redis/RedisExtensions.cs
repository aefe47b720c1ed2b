using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Http.RateLimits;
using Platform.ServiceDefaults.Telemetry;
using StackExchange.Redis;

namespace Platform.Api.Redis;

internal static class RedisExtensions
{
    /// <summary>Adds the Redis connection, the cache on it, and its health check.</summary>
    public static void AddRedis(this IHostApplicationBuilder builder)
    {
        var options = Read(builder);
        builder.Services.AddSingleton(provider =>
            new RedisConnection(options, provider.GetRequiredService<ILogger<RedisConnection>>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        builder.Services.AddSingleton<RedisCache>();
        builder.Services.AddSingleton<IRateCounter, RedisRateCounter>();
        builder.Services.AddSingleton<RedisHealth>();
        builder.Services.AddHealthCheck<RedisHealth>(ResourceNames.Redis, HealthTags.Ready);
        builder.Services.Configure<TelemetryOptions>(telemetry =>
        {
            telemetry.Sources.Add(RedisTelemetry.Name);
            telemetry.Meters.Add(RedisTelemetry.Name);
        });
    }

    // Read at start: in the background, where the connection is made, nobody would hear of a mistake.
    private static ConfigurationOptions Read(IHostApplicationBuilder builder)
    {
        var text = builder.AddSettings<ConnectionSettings>().Redis;
        if (string.IsNullOrEmpty(text))
        {
            return new(); // that it is not set has been told
        }

        try
        {
            var options = ConfigurationOptions.Parse(text);
            if (options.EndPoints.Count == 0)
            {
                throw new FormatException("lacks the server's address");
            }

            return options;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            var problem = e is ArgumentException ? $"cannot be read: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}" : e.Message;
            builder.AddSettingProblem(new($"ConnectionStrings__{ResourceNames.Redis}", problem, ConnectionSettings.RedisExample));
            return new();
        }
    }
}
