using Platform.AppHost.Resources;

namespace Platform.AppHost;

/// <summary>Shows what is in Redis, in a browser.</summary>
internal static class RedisBrowser
{
    private const int PreferredPort = 8081;
    private const string User = "platform";

    /// <summary>Adds the browser, where it is wanted; one that cannot be had is skipped and said. Redis's password opens it.</summary>
    public static async Task AddRedisBrowserAsync(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<IRedisServer> redis, PlatformContext platform)
    {
        if (!platform.Options.WantsTool(name) || await OptionalTool.FindAsync(name) is not { } folder)
        {
            return;
        }

        var port = platform.Ports.Get(name, PreferredPort);
        var program = Path.Combine(folder, "node_modules", "redis-commander");
        var server = redis.Resource;

        // A command line would show the password to everybody.
        var connection = ReferenceExpression.Create(
            $"{{\"connections\":[{{\"label\":\"redis\",\"connectionName\":\"redis\",\"host\":\"127.0.0.1\",\"port\":{server.Endpoint.Port},\"password\":\"{server.Password}\",\"dbIndex\":0}}]}}");
        builder.AddExecutable(name, "node", platform.State.Path, Path.Combine(program, "bin", "redis-commander.js"))
            .WithArgs("--address", "127.0.0.1", "--port", $"{port}", "--nosave")
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithEnvironment("NODE_CONFIG_DIR", Path.Combine(program, "config"))
            .WithEnvironment("NODE_CONFIG", connection)
            .WithEnvironment("HTTP_USER", User)
            .WithEnvironment("HTTP_PASSWORD", server.Password)
            .WithHttpHealthCheck("/healthcheck")
            .WithIconName("DatabaseSearch")
            .WaitFor(redis);
    }
}
