using Platform.AppHost.Commands;
using Platform.AppHost.Logs;
using Platform.AppHost.Snapshots;

namespace Platform.AppHost;

/// <summary>The shop's own programs.</summary>
internal static class Shop
{
    /// <summary>The API's port, where nobody else has it.</summary>
    public const int PreferredPort = 8080;
    private const int PreferredHttpsPort = 8443;

    /// <summary>Adds the run of the API program that applies migrations and seed, and ends.</summary>
    public static IResourceBuilder<ProjectResource> AddMigrations(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        var scale = new SeedScale();
        return builder.AddProject<Projects.Api>(name, options => options.ExcludeLaunchProfile = true)
            .WithArgs("migrate", "--seed")
            .WithEnvironment("PLATFORM_SEED_SCALE", () => $"{scale.Value}")
            .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithAnnotation(scale)
            .WithIconName("DatabaseArrowUp");
    }

    /// <summary>Adds the API.</summary>
    public static IResourceBuilder<ProjectResource> AddApi(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort, isFixed: true);
        var programPort = platform.Relays.Behind(name, port);
        var ringKey = builder.AddKey("data-protection", platform);
        var webhookKey = builder.AddKey("payment-webhook", platform);
        var httpsPort = platform.HttpsPort(name, PreferredHttpsPort);
        var api = builder.AddProject<Projects.Api>(name, options => options.ExcludeLaunchProfile = true)
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithEnvironment("ASPNETCORE_URLS", () => httpsPort is null ? $"http://localhost:{programPort}" : $"http://localhost:{programPort};https://localhost:{httpsPort}")
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/health/ready", endpointName: "http")
            .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithLogFiles(platform)
            .WithEnvironment("Paths__Data", platform.State.Data(name))
            .WithEnvironment("Security__DataProtectionKey", ringKey)
            .WithEnvironment("Payments__WebhookSecret", webhookKey)
            .WithIconName("CartMultiple")
            .WithPause(programPort, platform);
        return httpsPort is null ? api : api.WithHttpsEndpoint(port: httpsPort, targetPort: httpsPort, isProxied: false);
    }
}
