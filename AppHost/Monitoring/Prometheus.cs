using System.Globalization;
using System.Text.Json.Nodes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.Monitoring;

/// <summary>Prometheus, which reads metrics, keeps them and makes alerts of them.</summary>
internal static class Prometheus
{
    private const int PreferredPort = 9090;

    /// <summary>Adds Prometheus. It watches what is in the model when it starts; its alerts go to <paramref name="alertmanager"/>.</summary>
    public static IResourceBuilder<ExecutableResource> AddPrometheus(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ExecutableResource> alertmanager, PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var configuration = platform.Monitoring(builder);
        var folder = configuration.Folder("prometheus");
        return MonitoringProgram.AddWithShare(builder, name, ToolNames.Prometheus, ToolNames.PrometheusPages, platform)
            .WithArgs(
                $"--config.file={Path.Combine(folder, "prometheus.yml")}",
                $"--storage.tsdb.path={platform.State.Data(name)}",
                "--storage.tsdb.retention.time=15d",
                "--storage.tsdb.retention.size=512MB",
                "--enable-feature=exemplar-storage",
                "--log.level=warn",
                string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"))
            .WithEnvironment("GOGC", "25") // a few megabytes less for hardly more work: little is collected
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithUrlForEndpoint("http", url => url.Url = "/classic/alerts")
            .WithHttpHealthCheck("/-/ready")
            .WithMetricsOf(name)
            .WithIconName("ChartMultiple")
            .OnBeforeResourceStarted((_, _, _) =>
            {
                var prober = builder.Resources.OfType<IResourceWithEndpoints>().FirstOrDefault(resource => resource.Name == ResourceNames.BlackboxExporter);
                configuration.Write("prometheus");
                OwnerOnly.WriteAllText(Path.Combine(folder, "targets.json"), Json(ScrapeTarget.Of(builder.Resources, prober is null ? null : Address(prober))));
                OwnerOnly.WriteAllText(Path.Combine(folder, "alertmanagers.json"), Json([new ScrapeTarget(Address(alertmanager.Resource), new Dictionary<string, string>())]));
                return Task.CompletedTask;
            });
    }

    private static string Address(IResourceWithEndpoints resource) =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{resource.GetEndpoint("http").Port}");

    // Prometheus's format of file_sd_configs: [{ "targets": ["127.0.0.1:8080"], "labels": { "job": "api" } }]
    private static string Json(IEnumerable<ScrapeTarget> targets) => new JsonArray([.. targets.Select(target => new JsonObject
    {
        ["targets"] = new JsonArray(target.Address),
        ["labels"] = new JsonObject(target.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
    })]).ToJsonString();
}
