using System.Globalization;
using Platform.AppHost.Containers;
using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.Monitoring;

/// <summary>Prometheus, which reads metrics, keeps them and makes alerts of them, in both forms.</summary>
internal static class Prometheus
{
    private const int PreferredPort = 9090;

    private static readonly string[] Options =
        ["--storage.tsdb.retention.time=15d", "--storage.tsdb.retention.size=512MB", "--enable-feature=exemplar-storage", "--log.level=warn"];

    /// <summary>Adds Prometheus. It watches what is in the model when it starts; its alerts go to <paramref name="alertmanager"/>.</summary>
    public static IResourceBuilder<IResourceWithEndpoints> AddPrometheus(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ExecutableResource> alertmanager, PlatformContext platform) =>
        platform.Forms.Of(name, ServiceForm.Process, ServiceForm.Container) switch
        {
            ServiceForm.Container => builder.AddPrometheusContainer(name, alertmanager, platform),
            _ => builder.AddPrometheusProcess(name, alertmanager, platform),
        };

    private static IResourceBuilder<ExecutableResource> AddPrometheusProcess(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ExecutableResource> alertmanager, PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var folder = platform.Monitoring(builder).Folder("prometheus");
        return MonitoringProgram.AddWithShare(builder, name, ToolNames.Prometheus, ToolNames.PrometheusPages, platform)
            .WithArgs(
                $"--config.file={Path.Combine(folder, "prometheus.yml")}",
                $"--storage.tsdb.path={platform.State.Data(name)}",
                string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"))
            .WithArgs(Options)
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithUrlForEndpoint("http", url => url.Url = "/classic/alerts")
            .WithSettings(alertmanager, platform);
    }

    private static IResourceBuilder<ContainerResource> AddPrometheusContainer(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ExecutableResource> alertmanager, PlatformContext platform)
    {
        const int ContainerPort = 9090;
        const string ContainerFolder = "/etc/platform-prometheus";
        platform.ContainerEngine.Require(name);
        var data = platform.State.Data(name);
        var port = platform.Ports.Get(name, PreferredPort);
        return builder.AddContainer(name, ContainerImages.Prometheus.Name)
            .WithImage(ContainerImages.Prometheus, platform)
            .WithBindMount(platform.Monitoring(builder).Folder("prometheus"), ContainerFolder, isReadOnly: true)
            .WithData(data, "/prometheus", platform)
            .WithContainerRuntimeArgs(UnixUser.IsRoot ? ["--user", "0:0"] : []) // as nobody it could not write into root's folder
            .WithArgs($"--config.file={ContainerFolder}/prometheus.yml", "--storage.tsdb.path=/prometheus")
            .WithArgs(Options)
            .WithHttpEndpoint(port: port, targetPort: ContainerPort, isProxied: false)
            .WithUrlForEndpoint("http", url => url.Url = "/alerts")
            .WithAnnotation(new MonitoringProgram([]))
            .WithExplicitStart()
            .WithSettings(alertmanager, platform)
            .OnBeforeResourceStarted((_, _, _) =>
            {
                OwnerOnly.CreateFolder(data);
                return Task.CompletedTask;
            });
    }

    /// <summary>What both forms share.</summary>
    private static IResourceBuilder<T> WithSettings<T>(this IResourceBuilder<T> prometheus, IResourceBuilder<ExecutableResource> alertmanager, PlatformContext platform)
        where T : IResourceWithEnvironment, IResourceWithEndpoints
    {
        var builder = prometheus.ApplicationBuilder;
        var configuration = platform.Monitoring(builder);
        return prometheus
            .WithEnvironment("GOGC", "25") // a few megabytes less for hardly more work: little is collected
            .WithEnvironment(context =>
            {
                var prober = builder.Resources.OfType<IResourceWithEndpoints>().FirstOrDefault(resource => resource.Name == ResourceNames.BlackboxExporter);
                var isContainer = prometheus.Resource is ContainerResource;
                var targets = ScrapeTarget.EndpointsOf(builder.Resources).Where(endpoint => isContainer && endpoint.Resource.Name != prometheus.Resource.Name);

                // An address of this machine that stands among a container's variables is one that it can reach.
                foreach (var endpoint in targets)
                {
                    context.EnvironmentVariables[$"PLATFORM_TARGET_{endpoint.Resource.Name}"] = endpoint.Property(EndpointProperty.HostAndPort);
                }

                context.EnvironmentVariables["PLATFORM_TARGETS"] = new TargetFiles(
                    configuration.Folder("prometheus"), builder.Resources, prober?.GetEndpoint("http"), alertmanager.GetEndpoint("http"), isContainer);
            })
            .WithHttpHealthCheck("/-/ready")
            .WithMetricsOf(prometheus.Resource.Name)
            .WithIconName("ChartMultiple")
            .OnBeforeResourceStarted((_, _, _) =>
            {
                configuration.Write("prometheus");
                return Task.CompletedTask;
            });
    }
}
