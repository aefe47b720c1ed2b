using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost;
using Platform.Hosting.Integrations;
using Platform.Hosting.Integrations.Redis;

namespace Aspire.Hosting;

/// <summary>Adds Redis servers as containers.</summary>
public static partial class RedisBuilderExtensions
{
    private static readonly TimeSpan s_saveInterval = TimeSpan.FromSeconds(60);

    // A server that is paused takes the connection and never answers.
    private static readonly TimeSpan s_pingTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Adds a Redis server with a generated password.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port) => builder.AddRedis(name, port, null);

    /// <summary>Adds a Redis server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">The port on this machine; a free one when null.</param>
    /// <param name="password">The password; generated when null.</param>
    /// <example><code>var redis = builder.AddRedis("redis").WithDataVolume().WithRedisInsight();</code></example>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        // Without commas and the like, which end the password in a connection string.
        var redis = new RedisResource(name, password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false));
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, new RedisPing(redis), failureStatus: null, tags: null, timeout: s_pingTimeout));
        return builder.AddResource(redis)
            .WithEndpoint(port: port, targetPort: 6379, name: RedisResource.PrimaryEndpointName, scheme: "redis")
            .WithImage(ContainerImages.IntegrationRedis)
            .WithIconName("Database")
            .WithHealthCheck(key)
            .WithEntrypoint("/bin/sh")
            .WithEnvironment(context =>
            {
                if (redis.PasswordParameter is { } secret)
                {
                    context.EnvironmentVariables["REDIS_PASSWORD"] = secret;
                }
            })
            .WithArgs(context => AddArguments(context.Args, redis));
    }

    /// <summary>Writes the data to the disk: so often, when so many keys have changed.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="interval">60 s when null.</param>
    /// <param name="keysChangedThreshold">How many keys must have changed.</param>
    public static IResourceBuilder<RedisResource> WithPersistence(this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new RedisPersistenceAnnotation(interval ?? s_saveInterval, keysChangedThreshold), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Keeps the data in a volume, which outlives the application; written as <see cref="WithPersistence"/> says unless read-only.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Persistent(builder.WithVolume(name ?? VolumeName.For(builder, "data"), "/data", isReadOnly), isReadOnly);
    }

    /// <summary>Keeps the data in a folder of this machine; written as <see cref="WithPersistence"/> says unless read-only.</summary>
    public static IResourceBuilder<RedisResource> WithDataBindMount(this IResourceBuilder<RedisResource> builder, string source, bool isReadOnly = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return Persistent(builder.WithBindMount(source, "/data", isReadOnly), isReadOnly);
    }

    /// <summary>Sets the password; none when null.</summary>
    public static IResourceBuilder<RedisResource> WithPassword(this IResourceBuilder<RedisResource> builder, IResourceBuilder<ParameterResource>? password)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.SetPassword(password?.Resource);
        return builder;
    }

    /// <summary>Sets the server's port on this machine; a free one when null.</summary>
    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint(RedisResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    /// <summary>Has the server load a module.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="path">The module's absolute path in the container; <see cref="RedisModules"/> are in the image.</param>
    /// <exception cref="ArgumentException">The path is not absolute.</exception>
    /// <example><code>var redis = builder.AddRedis("redis").WithModule(RedisModules.Json);</code></example>
    public static IResourceBuilder<RedisResource> WithModule(this IResourceBuilder<RedisResource> builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path[0] is '/'
            ? builder.WithAnnotation(new RedisModuleAnnotation(path))
            : throw new ArgumentException($"The path of a Redis module is one in the container and begins with '/'; this is '{path}'.", nameof(path));
    }

    private static IResourceBuilder<RedisResource> Persistent(IResourceBuilder<RedisResource> builder, bool isReadOnly) =>
        isReadOnly || builder.Resource.HasAnnotationOfType<RedisPersistenceAnnotation>() ? builder : builder.WithPersistence();

    // The words of a line for the container's shell. It gives its place to the server, which would not hear of its end otherwise,
    // and be killed after 10 s with its last writes.
    private static void AddArguments(IList<object> arguments, RedisResource redis)
    {
        arguments.Add("exec");
        arguments.Add("redis-server");
        if (redis.PasswordParameter is not null)
        {
            arguments.Add("--requirepass");
            arguments.Add("\"$REDIS_PASSWORD\"");
        }

        if (redis.TryGetLastAnnotation<RedisPersistenceAnnotation>(out var persistence))
        {
            arguments.Add("--save");
            arguments.Add(persistence.Interval.TotalSeconds.ToString(CultureInfo.InvariantCulture));
            arguments.Add(persistence.KeysChanged.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var module in redis.Annotations.OfType<RedisModuleAnnotation>().Distinct())
        {
            arguments.Add("--loadmodule");
            arguments.Add($"'{module.Path.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }
    }
}

/// <summary>When the data is written.</summary>
internal sealed record RedisPersistenceAnnotation(TimeSpan Interval, long KeysChanged) : IResourceAnnotation;

/// <summary>A module to load.</summary>
internal sealed record RedisModuleAnnotation(string Path) : IResourceAnnotation;
