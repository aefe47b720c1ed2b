using Platform.AppHost.Commands;
using Platform.AppHost.Monitoring;
using Platform.AppHost.Resources;

namespace Platform.AppHost;

/// <summary>The object storage, in both forms.</summary>
internal static class Storage
{
    private const int PreferredPort = 9000;

    /// <summary>
    /// Adds an S3 server in the form that is chosen for it. The shop's bucket with its versioning, CORS and lifecycle is made by the
    /// API at each start (<c>Api/Storage/BucketSetup.cs</c>): it needs them wherever its storage is.
    /// </summary>
    public static IResourceBuilder<StorageProcessResource> AddStorage(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform) =>
        platform.Forms.Of(name, ServiceForm.Process) switch
        {
            _ => builder.AddStorageProcess(name, platform),
        };

    /// <summary>What the AWS SDKs and tools read from the environment, beside the connection string of <c>WithReference</c>.</summary>
    public static IResourceBuilder<T> WithStorageEnvironment<T>(this IResourceBuilder<T> builder, IResourceBuilder<StorageProcessResource> storage)
        where T : IResourceWithEnvironment => builder
        .WithEnvironment("AWS_ENDPOINT_URL_S3", storage.Resource.EndpointExpression)
        .WithEnvironment("AWS_ACCESS_KEY_ID", StorageProcessResource.AccessKey)
        .WithEnvironment("AWS_SECRET_ACCESS_KEY", storage.Resource.SecretKey)
        .WithEnvironment("AWS_REGION", StorageProcessResource.Region);

    private static IResourceBuilder<StorageProcessResource> AddStorageProcess(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var programPort = platform.Relays.Behind(name, port);
        var dataFolder = platform.State.Data(name);
        var server = new StorageProcessResource(name, platform.State.Path, builder.AddPassword(name, platform));

        return builder.AddResource(server)
            .WithAnnotation(StorageProcessResource.Program)
            .WithArgs("--data", dataFolder, "--region", StorageProcessResource.Region)
            .WithHttpEndpoint(port: port, targetPort: port, name: StorageProcessResource.EndpointName, isProxied: false)
            .WithEnvironment("ASPNETCORE_URLS", () => $"http://127.0.0.1:{programPort}")
            .WithEnvironment("OBJECTSTORE_ACCESS_KEY", StorageProcessResource.AccessKey)
            .WithEnvironment("OBJECTSTORE_SECRET_KEY", server.SecretKey)
            .WithEnvironment("PLATFORM_LOGS", platform.State.Logs)
            .WithOtlpExporter()
            .WithMetrics()
            .WithHttpHealthCheck("/health/ready")
            .WithIconName("Storage")
            .WithEmptyBucketCommand()
            .WithOpenFolderCommand(dataFolder);
    }
}
