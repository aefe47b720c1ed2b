using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Redis;
using Platform.AppHost;
using Platform.Hosting.Integrations;

namespace Aspire.Hosting;

/// <summary>Pages to look into Redis with.</summary>
public static partial class RedisBuilderExtensions
{
    /// <summary>Adds Redis Insight with all servers of the application; once, however often it is asked for.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configureContainer">Changes the page's container.</param>
    /// <param name="containerName">The resource's name; <c>redisinsight</c> when null.</param>
    public static IResourceBuilder<RedisResource> WithRedisInsight(this IResourceBuilder<RedisResource> builder, Action<IResourceBuilder<RedisInsightResource>>? configureContainer = null, string? containerName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var application = builder.ApplicationBuilder;
        if (application.Resources.OfType<RedisInsightResource>().SingleOrDefault() is { } existing)
        {
            configureContainer?.Invoke(application.CreateResourceBuilder(existing));
            return builder;
        }

        var page = application.AddResource(new RedisInsightResource(containerName ?? "redisinsight"))
            .WithImage(ContainerImages.RedisInsight)
            .WithIconName("WindowDatabase")
            .WithHttpEndpoint(targetPort: 5540, name: "http")
            .WithEnvironment(context =>
            {
                var number = 0;
                foreach (var server in application.Resources.OfType<RedisResource>())
                {
                    number++;
                    context.EnvironmentVariables[$"RI_REDIS_HOST{number}"] = server.Host;
                    context.EnvironmentVariables[$"RI_REDIS_PORT{number}"] = server.Port;
                    context.EnvironmentVariables[$"RI_REDIS_ALIAS{number}"] = server.Name;
                    if (server.PasswordParameter is { } password)
                    {
                        context.EnvironmentVariables[$"RI_REDIS_PASSWORD{number}"] = password;
                    }
                }
            })
            .ExcludeFromManifest()
            .WithRelationship(builder.Resource, "RedisInsight");
        configureContainer?.Invoke(page);
        return builder;
    }

    /// <summary>Adds Redis Commander with all servers of the application; once, however often it is asked for.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configureContainer">Changes the page's container.</param>
    /// <param name="containerName">The resource's name; <c>rediscommander</c> when null.</param>
    public static IResourceBuilder<RedisResource> WithRedisCommander(this IResourceBuilder<RedisResource> builder, Action<IResourceBuilder<RedisCommanderResource>>? configureContainer = null, string? containerName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var application = builder.ApplicationBuilder;
        if (application.Resources.OfType<RedisCommanderResource>().SingleOrDefault() is { } existing)
        {
            configureContainer?.Invoke(application.CreateResourceBuilder(existing));
            return builder;
        }

        var page = application.AddResource(new RedisCommanderResource(containerName ?? "rediscommander"))
            .WithImage(ContainerImages.RedisCommander)
            .WithIconName("WindowDatabase")
            .WithHttpEndpoint(targetPort: 8081, name: "http")
            .WithEnvironment(context => context.EnvironmentVariables["REDIS_HOSTS"] = Hosts(application.Resources.OfType<RedisResource>()))
            .ExcludeFromManifest()
            .WithRelationship(builder.Resource, "RedisCommander");
        configureContainer?.Invoke(page);
        return builder;
    }

    /// <summary>Sets Redis Insight's port on this machine; a free one when null.</summary>
    public static IResourceBuilder<RedisInsightResource> WithHostPort(this IResourceBuilder<RedisInsightResource> builder, int? port) =>
        builder.WithEndpoint("http", endpoint => endpoint.Port = port);

    /// <summary>Sets Redis Commander's port on this machine; a free one when null.</summary>
    public static IResourceBuilder<RedisCommanderResource> WithHostPort(this IResourceBuilder<RedisCommanderResource> builder, int? port) =>
        builder.WithEndpoint("http", endpoint => endpoint.Port = port);

    /// <summary>Keeps Redis Insight's settings in a volume.</summary>
    public static IResourceBuilder<RedisInsightResource> WithDataVolume(this IResourceBuilder<RedisInsightResource> builder, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithVolume(name ?? VolumeName.For(builder, "data"), "/data");
    }

    /// <summary>Keeps Redis Insight's settings in a folder of this machine.</summary>
    public static IResourceBuilder<RedisInsightResource> WithDataBindMount(this IResourceBuilder<RedisInsightResource> builder, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return builder.WithBindMount(source, "/data");
    }

    /// <summary>label:host:port:database:password, separated by commas.</summary>
    private static ReferenceExpression Hosts(IEnumerable<RedisResource> servers)
    {
        var hosts = new ReferenceExpressionBuilder();
        foreach (var server in servers)
        {
            hosts.AppendLiteral(hosts.IsEmpty ? "" : ",");
            hosts.Append($"{server.Name}:{server.Host}:{server.Port}:0");
            if (server.PasswordParameter is { } password)
            {
                hosts.Append($":{password}");
            }
        }

        return hosts.Build();
    }
}
