using System.Globalization;
using System.Net;
using Platform.AppHost.Containers;
using Platform.AppHost.Monitoring;
using Platform.AppHost.Processes;

namespace Platform.AppHost.CentralLogs;

/// <summary>Elasticsearch, in both forms.</summary>
internal static class Elasticsearch
{
    private const int PreferredPort = 9200;

    // A developer's log lines need no more; by itself it takes half of the machine's memory.
    private const string Heap = "-Xms512m -Xmx512m";
    private const string ContainerMemory = "1g";

    /// <summary>What both forms are told: one node, passwords, nothing that learns or fetches by itself, little disk will do.</summary>
    private static readonly KeyValuePair<string, string>[] Settings =
    [
        new("discovery.type", "single-node"),
        new("xpack.security.enabled", "true"),
        new("xpack.security.autoconfiguration.enabled", "false"),
        new("xpack.security.http.ssl.enabled", "false"),
        new("xpack.ml.enabled", "false"),
        new("ingest.geoip.downloader.enabled", "false"),
        new("node.store.allow_mmap", "false"),
        new("cluster.routing.allocation.disk.watermark.low", "1gb"),
        new("cluster.routing.allocation.disk.watermark.high", "500mb"),
        new("cluster.routing.allocation.disk.watermark.flood_stage", "250mb"),
    ];

    /// <summary>Adds Elasticsearch where it is asked for; one that cannot be had is skipped and said.</summary>
    public static IResourceBuilder<IElasticsearchServer>? AddElasticsearch(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform)
    {
        var path = platform.Options.CentralLogs.ElasticsearchPath;
        switch (platform.Options.Forms.GetValueOrDefault(name))
        {
            case ServiceForm.Container:
                platform.ContainerEngine.Require(name);
                return builder.AddElasticsearchContainer(name, platform);
            case ServiceForm.Process when path is null:
                Console.Error.WriteLine($"{name} is skipped: where it is unpacked is not known. Set Platform__Elasticsearch__Path to that folder, or Platform__Forms__{name}=container.");
                return null;
            case var _ when path is not null:
                return ElasticsearchDistribution.Problem(path) is not { } problem ? builder.AddElasticsearchProcess(name, path, platform) : Skip(name, problem);
            default:
                return null;
        }
    }

    private static IResourceBuilder<IElasticsearchServer>? Skip(string name, string problem)
    {
        Console.Error.WriteLine($"{name} is skipped: {problem}");
        return null;
    }

    private static IResourceBuilder<ElasticsearchProcessResource> AddElasticsearchProcess(
        this IDistributedApplicationBuilder builder, string name, string path, PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var distribution = new ElasticsearchDistribution(path, platform.State.Data(name));
        string[] options =
        [
            .. Settings.Select(setting => $"-E{setting.Key}={setting.Value}"),
            "-Expack.security.transport.ssl.enabled=false",
            "-Enetwork.host=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"-Ehttp.port={port}"),
            $"-Epath.data={distribution.DataFolder}",
            $"-Epath.logs={distribution.LogFolder}",
        ];
        var (program, arguments) = OrdinaryUser.Run(distribution.Program, options);
        return builder.AddResource(new ElasticsearchProcessResource(name, program, platform.State.Path, builder.AddPassword(name, platform)))
            .WithArgs(arguments)
            .WithEnvironment("ES_PATH_CONF", distribution.ConfigurationFolder)
            .WithEnvironment("ES_JAVA_OPTS", Heap)
            .WithHttpEndpoint(port: port, targetPort: port, name: IElasticsearchServer.EndpointName, isProxied: false)
            .OnBeforeResourceStarted((_, _, cancellationToken) => distribution.PrepareAsync(platform.Secrets.Get(name), cancellationToken))
            .WithRole();
    }

    private static IResourceBuilder<ElasticsearchContainerResource> AddElasticsearchContainer(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform)
    {
        var server = new ElasticsearchContainerResource(name, builder.AddPassword(name, platform));
        var container = builder.AddResource(server)
            .WithImage(ContainerImages.Elasticsearch, platform)
            .WithData(platform)
            .WithContainerRuntimeArgs("--memory", ContainerMemory)
            .WithEnvironment("ES_JAVA_OPTS", Heap)
            .WithEnvironment("ELASTIC_PASSWORD", server.Password)
            .WithHttpEndpoint(port: platform.Ports.Get(name, PreferredPort), targetPort: PreferredPort, name: IElasticsearchServer.EndpointName, isProxied: false)
            .WithRole();
        foreach (var (key, value) in Settings)
        {
            container.WithEnvironment(key, value);
        }

        return container;
    }

    // The image lets any user of the group 0 write what is its own, and has no step that gives the data to its user.
    private static IResourceBuilder<ElasticsearchContainerResource> WithData(this IResourceBuilder<ElasticsearchContainerResource> container, PlatformContext platform)
    {
        const string target = "/usr/share/elasticsearch/data";
        var folder = platform.State.Data(container.Resource.Name);
        if (OperatingSystem.IsWindows())
        {
            return container.WithData(folder, target, platform);
        }

        return container
            .WithBindMount(folder, target)
            .WithContainerRuntimeArgs(UnixUser.IsRoot ? [] : [.. platform.ContainerEngine.IsPodman ? ["--userns", "keep-id"] : Array.Empty<string>(), "--user", $"{UnixUser.Current.Split(':')[0]}:0"])
            .OnBeforeResourceStarted((_, _, _) =>
            {
                // The folder above it is for its owner only.
                Directory.CreateDirectory(folder);
                if (UnixUser.IsRoot && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
                }

                return Task.CompletedTask;
            });
    }

    // With security on, it answers whoever does not say who he is: it is there.
    private static IResourceBuilder<T> WithRole<T>(this IResourceBuilder<T> server) where T : IElasticsearchServer => server
        .WithHttpHealthCheck("/", statusCode: (int)HttpStatusCode.Unauthorized)
        .WithIconName("DatabaseSearch")
        .WithAnnotation(new MonitoringProgram([]))
        .WithExplicitStart();
}
