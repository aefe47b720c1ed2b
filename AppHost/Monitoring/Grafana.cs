using System.Globalization;
using Platform.AppHost.Containers;
using Platform.Tools.Fetching;

namespace Platform.AppHost.Monitoring;

/// <summary>Grafana, with the dashboards of <c>AppHost/config/grafana/</c>, in both forms.</summary>
internal static class Grafana
{
    private const int PreferredPort = 3000;
    private const int ContainerPort = 3000;
    private const string ContainerFolder = "/etc/platform-grafana";

    /// <summary>
    /// Adds Grafana: as a process where one is installed, as a container where it is asked for. Without, <c>make dashboards</c> shows
    /// the same.
    /// </summary>
    public static void AddGrafana(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<IResourceWithEndpoints> prometheus, PlatformContext platform)
    {
        var program = Programs.Find("grafana-server");
        var asked = platform.Options.Forms.GetValueOrDefault(name);
        if (asked is ServiceForm.Process && program is null)
        {
            Console.Error.WriteLine($"{name} is skipped: grafana-server is not on PATH. Install Grafana, or set Platform__Forms__{name}=container; make dashboards shows the same without it.");
        }
        else if (asked is not ServiceForm.Container && program is not null)
        {
            builder.AddGrafanaProcess(name, program, prometheus, platform);
        }
        else if (asked is ServiceForm.Container || platform.Options.WantsTool(name))
        {
            builder.AddGrafanaContainer(name, prometheus, platform);
        }
    }

    /// <summary>Where an installed Grafana has its pages and defaults: beside an unpacked program, or where packages put them.</summary>
    internal static string? HomeOf(string program)
    {
        var folder = Path.GetDirectoryName(new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program)!;
        string[] candidates = [Path.Combine(folder, ".."), Path.Combine(folder, "..", "share", "grafana"), "/usr/share/grafana"];
        return candidates.Select(Path.GetFullPath).FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, "conf", "defaults.ini")));
    }

    private static void AddGrafanaProcess(
        this IDistributedApplicationBuilder builder, string name, string program, IResourceBuilder<IResourceWithEndpoints> prometheus, PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var folder = platform.Monitoring(builder).Folder("grafana");
        var data = platform.State.Data(name);
        builder.AddExecutable(name, program, platform.State.Path)
            .WithArgs(HomeOf(program) is { } home ? [$"--homepath={home}"] : Array.Empty<string>())
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithEnvironment("GF_SERVER_HTTP_ADDR", "127.0.0.1")
            .WithEnvironment("GF_SERVER_HTTP_PORT", port.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("GF_PATHS_DATA", data)
            .WithEnvironment("GF_PATHS_LOGS", Path.Combine(data, "logs"))
            .WithEnvironment("GF_PATHS_PLUGINS", Path.Combine(data, "plugins"))
            .WithSettings(folder, folder, prometheus, platform);
    }

    private static void AddGrafanaContainer(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<IResourceWithEndpoints> prometheus, PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var folder = platform.Monitoring(builder).Folder("grafana");
        builder.AddContainer(name, ContainerImages.Grafana.Name)
            .WithImage(ContainerImages.Grafana, platform)
            .WithHttpEndpoint(port: port, targetPort: ContainerPort, isProxied: false)
            .WithBindMount(folder, ContainerFolder, isReadOnly: true)
            .WithSettings(folder, ContainerFolder, prometheus, platform);
    }

    /// <summary>What both forms share.</summary>
    /// <param name="grafana">Grafana.</param>
    /// <param name="folder">Where the files are written.</param>
    /// <param name="seen">Where Grafana sees them.</param>
    /// <param name="prometheus">Where data comes from.</param>
    /// <param name="platform">The environment.</param>
    private static void WithSettings<T>(
        this IResourceBuilder<T> grafana, string folder, string seen, IResourceBuilder<IResourceWithEndpoints> prometheus, PlatformContext platform)
        where T : IResourceWithEnvironment, IResourceWithEndpoints
    {
        var builder = grafana.ApplicationBuilder;
        grafana
            .WithEnvironment("GF_PATHS_PROVISIONING", $"{seen}/provisioning")
            .WithEnvironment("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", $"{seen}/dashboards/overview.json")
            .WithEnvironment("GF_SECURITY_ADMIN_PASSWORD", builder.AddPassword(grafana.Resource.Name, platform))
            .WithEnvironment("GF_AUTH_ANONYMOUS_ENABLED", "true") // who may look at this machine may look at its dashboards
            .WithEnvironment("GF_ANALYTICS_REPORTING_ENABLED", "false")
            .WithEnvironment("GF_ANALYTICS_CHECK_FOR_UPDATES", "false")
            .WithEnvironment("PROMETHEUS_URL", prometheus.GetEndpoint("http"))
            .WithHttpHealthCheck("/api/health")
            .WithIconName("ChartMultiple")
            .WithExplicitStart()
            .WithAnnotation(new MonitoringProgram([]))
            .OnBeforeResourceStarted((_, _, _) =>
            {
                platform.Monitoring(builder).Write("grafana", new Dictionary<string, string?>
                {
                    ["DASHBOARDS_FOLDER"] = $"{seen}/dashboards",
                    ["PLATFORM_DASHBOARD"] = builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0] ?? "",
                    ["KIBANA"] = builder.Resources.OfType<IResourceWithEndpoints>().FirstOrDefault(resource => resource.Name == ServiceDefaults.ResourceNames.Kibana)?.GetEndpoint("http").Url,
                });
                return Task.CompletedTask;
            });
    }
}
