using System.Globalization;
using Platform.AppHost.Containers;
using Platform.AppHost.Monitoring;
using Platform.AppHost.State;

namespace Platform.AppHost.CentralLogs;

/// <summary>Kibana, in which log lines are read.</summary>
internal static class Kibana
{
    private const int PreferredPort = 5601;
    private const string ContainerMemory = "1g";
    private const string SystemUser = "kibana_system";
    private const string SystemSecret = "kibana-system";
    private const string ObjectsSecret = "kibana-objects";

    /// <summary>Adds Kibana beside an Elasticsearch container, or where it is unpacked; null without it.</summary>
    public static IResourceBuilder<IResourceWithEndpoints>? AddKibana(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<IElasticsearchServer> elasticsearch,
        IResourceBuilder<ExecutableResource> setup,
        PlatformContext platform)
    {
        var path = platform.Options.CentralLogs.KibanaPath;
        var asked = platform.Options.Forms.GetValueOrDefault(name);
        if (path is not null && asked is not ServiceForm.Container)
        {
            var program = Path.Combine(path, "bin", "kibana");
            if (File.Exists(program))
            {
                return builder.AddKibanaProcess(name, program, elasticsearch, setup, platform);
            }

            Console.Error.WriteLine($"{name} is skipped: {program} is not there. Platform:Kibana:Path has to be the folder of an unpacked Kibana.");
            return null;
        }

        return asked is ServiceForm.Container || (asked is not ServiceForm.Process && elasticsearch.Resource is ContainerResource)
            ? builder.AddKibanaContainer(name, elasticsearch, setup, platform)
            : null;
    }

    /// <summary>The password with which Kibana itself comes to Elasticsearch.</summary>
    public static ParameterResource SystemPassword(IDistributedApplicationBuilder builder, PlatformContext platform) => LogShipping.Once(builder, SystemSecret, platform);

    private static IResourceBuilder<ContainerResource> AddKibanaContainer(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<IElasticsearchServer> elasticsearch,
        IResourceBuilder<ExecutableResource> setup,
        PlatformContext platform)
    {
        platform.ContainerEngine.Require(name);
        return builder.AddResource(new ContainerResource(name))
            .WithImage(ContainerImages.Kibana, platform)
            .WithContainerRuntimeArgs("--memory", ContainerMemory)
            .WithHttpEndpoint(port: platform.Ports.Get(name, PreferredPort), targetPort: PreferredPort, isProxied: false)
            .WithEnvironment("ELASTICSEARCH_HOSTS", elasticsearch.Resource.Url)
            .WithEnvironment("ELASTICSEARCH_USERNAME", SystemUser)
            .WithEnvironment("ELASTICSEARCH_PASSWORD", SystemPassword(builder, platform))
            .WithEnvironment("TELEMETRY_OPTIN", "false")
            .WithEnvironment("XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY", ObjectsKey(builder, platform))
            .WithRole(setup);
    }

    private static IResourceBuilder<ExecutableResource> AddKibanaProcess(
        this IDistributedApplicationBuilder builder,
        string name,
        string program,
        IResourceBuilder<IElasticsearchServer> elasticsearch,
        IResourceBuilder<ExecutableResource> setup,
        PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var data = platform.State.Data(name);
        var file = Path.Combine(data, "kibana.yml");

        // Its settings hold passwords, which a command line would show to everybody.
        return builder.AddExecutable(name, program, platform.State.Path, "--allow-root", "--config", file)
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .OnBeforeResourceStarted((_, _, _) =>
            {
                OwnerOnly.CreateFolder(data);
                OwnerOnly.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
                    # Written at every start.
                    server.host: "127.0.0.1"
                    server.port: {port}
                    path.data: "{data}"
                    elasticsearch.hosts: ["{elasticsearch.GetEndpoint(IElasticsearchServer.EndpointName).Url}"]
                    elasticsearch.username: "{SystemUser}"
                    elasticsearch.password: "{platform.Secrets.Get(SystemSecret)}"
                    xpack.encryptedSavedObjects.encryptionKey: "{platform.Secrets.Get(ObjectsSecret)}"
                    telemetry.optIn: false

                    """));
                return Task.CompletedTask;
            })
            .WithRole(setup);
    }

    // Rules keep secrets; without a key of its own they could not be read after a restart.
    private static ParameterResource ObjectsKey(IDistributedApplicationBuilder builder, PlatformContext platform) => LogShipping.Once(builder, ObjectsSecret, platform);

    private static IResourceBuilder<T> WithRole<T>(this IResourceBuilder<T> kibana, IResourceBuilder<ExecutableResource> setup)
        where T : IResourceWithEndpoints, IResourceWithWaitSupport => kibana
        .WithHttpHealthCheck("/api/status")
        .WithIconName("SearchInfo")
        .WithAnnotation(new MonitoringProgram([]))
        .WithExplicitStart()
        .WaitForCompletion(setup);
}
