using Platform.AppHost.Commands;
using Platform.AppHost.Containers;
using Platform.AppHost.Logs;
using Platform.AppHost.Monitoring;
using Platform.AppHost.Resources;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;

namespace Platform.AppHost;

/// <summary>The object storage, in both forms.</summary>
internal static class Storage
{
    private const int PreferredPort = 9000;

    /// <summary>
    /// Adds an S3 server in the form that is chosen for it. The shop's bucket with its versioning, CORS and lifecycle is made by the
    /// API at each start (<c>Api/Storage/BucketSetup.cs</c>): it needs them wherever its storage is.
    /// </summary>
    public static IResourceBuilder<IStorageServer> AddStorage(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform) =>
        platform.Forms.Of(name, ServiceForm.Process, ServiceForm.Container) switch
        {
            ServiceForm.Container => builder.AddStorageContainer(name, platform),
            _ => builder.AddStorageProcess(name, platform),
        };

    /// <summary>What the AWS SDKs and tools read from the environment, beside the connection string of <c>WithReference</c>.</summary>
    public static IResourceBuilder<T> WithStorageEnvironment<T>(this IResourceBuilder<T> builder, IResourceBuilder<IStorageServer> storage)
        where T : IResourceWithEnvironment => builder
        .WithEnvironment("AWS_ENDPOINT_URL_S3", storage.Resource.Url)
        .WithEnvironment("AWS_ACCESS_KEY_ID", IStorageServer.AccessKey)
        .WithEnvironment("AWS_SECRET_ACCESS_KEY", storage.Resource.SecretKey)
        .WithEnvironment("AWS_REGION", IStorageServer.Region);

    private static IResourceBuilder<StorageProcessResource> AddStorageProcess(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var programPort = platform.Relays.Behind(name, port);
        var dataFolder = platform.State.Data(name);
        var server = new StorageProcessResource(name, platform.State.Path, builder.AddPassword(name, platform));

        return builder.AddResource(server)
            .WithAnnotation(StorageProcessResource.Program)
            .WithArgs("--data", dataFolder, "--region", IStorageServer.Region)
            .WithHttpEndpoint(port: port, targetPort: port, name: IStorageServer.EndpointName, isProxied: false)
            .WithEnvironment("ASPNETCORE_URLS", () => $"http://127.0.0.1:{programPort}")
            .WithEnvironment("OBJECTSTORE_ACCESS_KEY", IStorageServer.AccessKey)
            .WithEnvironment("OBJECTSTORE_SECRET_KEY", server.SecretKey)
            .WithLogFiles(platform)
            .WithOtlpExporter()
            .WithMetrics()
            .WithHttpHealthCheck("/health/ready")
            .WithIconName("Storage")
            .WithPause(programPort, platform)
            .WithEmptyBucketCommand()
            .WithOpenFolderCommand(dataFolder);
    }

    private static IResourceBuilder<StorageContainerResource> AddStorageContainer(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform)
    {
        const int ContainerPort = 9000;
        const string ContainerFolder = "/data";
        platform.ContainerEngine.Require(name);
        var port = platform.Ports.Get(name, PreferredPort);
        var dataFolder = platform.State.Data(name);
        var server = new StorageContainerResource(name, platform.Relays.IsEnabled ? port : null, builder.AddPassword(name, platform));

        return builder.AddResource(server)
            .WithImage(ContainerImages.Storage, platform)
            .WithData(dataFolder, ContainerFolder, platform)
            .WithArgs("server", ContainerFolder)
            .WithEnvironment("MINIO_ROOT_USER", IStorageServer.AccessKey)
            .WithEnvironment("MINIO_ROOT_PASSWORD", server.SecretKey)
            .WithEnvironment("MINIO_SITE_REGION", IStorageServer.Region)
            .WithPublishedPort(IStorageServer.EndpointName, "http", ContainerPort, port, platform)
            .WithHttpHealthCheck("/minio/health/ready")
            .WithIconName("Storage")
            .WithEmptyBucketCommand()
            .WithOpenFolderCommand(dataFolder)
            .OnBeforeResourceStarted((_, _, _) =>
            {
                OwnerOnly.CreateFolder(dataFolder);
                return Task.CompletedTask;
            });
    }
}
