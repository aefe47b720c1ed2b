using Platform.AppHost.Commands;
using Platform.AppHost.Containers;
using Platform.AppHost.Health;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;
using Platform.Tools;

namespace Platform.AppHost;

/// <summary>The Redis server, in both forms.</summary>
internal static class Redis
{
    private const int PreferredPort = 6379;

    /// <summary>Adds a Redis server in the form that is chosen for it.</summary>
    public static IResourceBuilder<IRedisServer> AddRedis(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform) =>
        platform.Forms.Of(name, ServiceForm.Process, ServiceForm.Container) switch
        {
            ServiceForm.Container => builder.AddRedisContainer(name, platform),
            _ => builder.AddRedisProcess(name, platform),
        };

    private static IResourceBuilder<RedisProcessResource> AddRedisProcess(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform)
    {
        var tool = platform.Tools.Redis;
        var port = platform.Ports.Get(name, PreferredPort);
        var dataFolder = platform.State.Data(name);
        var exporterPassword = tool.Kind is RedisKind.Redis ? builder.AddPassword($"{name}-{RedisSettings.ExporterUser}", platform) : null;
        var server = new RedisProcessResource(name, tool.Server, platform.State.Path, builder.AddPassword(name, platform), exporterPassword);
        var settings = new RedisSettings(
            tool.Kind, dataFolder, platform.Relays.Behind(name, port), platform.Secrets.Get(name), platform.Secrets.Get($"{name}-{RedisSettings.ExporterUser}"), platform.State.IsTemporary);

        return builder.AddResource(server)
            .WithArgs(settings.Arguments)
            .WithEnvironment(tool.Environment)
            .WithEndpoint(port: port, targetPort: port, scheme: "redis", name: IRedisServer.EndpointName, isProxied: false)
            .WithServer(settings);
    }

    private static IResourceBuilder<RedisContainerResource> AddRedisContainer(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform)
    {
        const int ContainerPort = 6379;
        const string ContainerFolder = "/data";
        platform.ContainerEngine.Require(name);
        var port = platform.Ports.Get(name, PreferredPort);
        var dataFolder = platform.State.Data(name);
        var exporter = $"{name}-{RedisSettings.ExporterUser}";
        var server = new RedisContainerResource(
            name, platform.Relays.IsEnabled ? port : null, builder.AddPassword(name, platform), builder.AddPassword(exporter, platform));
        var settings = new RedisSettings(
            RedisKind.Redis, dataFolder, ContainerPort, platform.Secrets.Get(name), platform.Secrets.Get(exporter), platform.State.IsTemporary, ContainerFolder);

        return builder.AddResource(server)
            .WithImage(ContainerImages.Redis, platform)
            .WithData(dataFolder, ContainerFolder, platform)
            .WithArgs(settings.Arguments)
            .WithPublishedPort(IRedisServer.EndpointName, "redis", ContainerPort, port, platform)
            .WithServer(settings);
    }

    // What is the same in both forms.
    private static IResourceBuilder<T> WithServer<T>(this IResourceBuilder<T> redis, RedisSettings settings)
        where T : IRedisServer =>
        redis.WithIconName("DatabaseLightning")
            .WithHealthCheck(redis.ApplicationBuilder.AddRedisHealthCheck(redis.Resource.Name, redis.Resource))
            .WithFlushCacheCommand()
            .OnBeforeResourceStarted((_, _, _) =>
            {
                settings.Write();
                return Task.CompletedTask;
            });
}
