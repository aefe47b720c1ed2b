using System.Globalization;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;
using Platform.AppHost.State;
using Platform.Tools;

namespace Platform.AppHost.Monitoring;

/// <summary>Programs that answer Prometheus about what does not answer it itself, each with no more rights than that takes.</summary>
internal static class Exporters
{
    /// <summary>PostgreSQL, read in the role <c>exporter</c>, which has <c>pg_monitor</c> and sees no row.</summary>
    public static void AddPostgresExporter(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<PostgresDatabaseResource> database, PlatformContext platform)
    {
        var server = database.Resource.Parent;
        var configuration = platform.Monitoring(builder);
        builder.AddExporter(name, ToolNames.PostgresExporter, "postgres_exporter", server.Name, platform)
            .WithArgs(
                "--no-collector.bgwriter",
                "--disable-default-metrics",
                "--disable-settings-metrics",
                "--log.level=warn",
                $"--extend.query-path={Path.Combine(configuration.Folder("postgres-exporter"), "queries.yml")}")
            .WithEnvironment("DATA_SOURCE_URI", ReferenceExpression.Create(
                $"127.0.0.1:{server.Endpoint.Port}/{database.Resource.Name}?sslmode=disable&application_name={name}"))
            .WithEnvironment("DATA_SOURCE_USER", PostgresRoles.Exporter)
            .WithEnvironment("DATA_SOURCE_PASS", server.Password(PostgresRoles.Exporter))
            .OnBeforeResourceStarted((_, _, _) =>
            {
                configuration.Write("postgres-exporter");
                return Task.CompletedTask;
            });
    }

    /// <summary>Redis, read as the user <c>exporter</c>, who may ask for statistics and touch no key.</summary>
    public static void AddRedisExporter(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<IRedisServer> redis, PlatformContext platform)
    {
        var server = redis.Resource;
        if (server.ExporterPassword is not { } password)
        {
            return; // Garnet has no such user.
        }

        builder.AddExporter(name, ToolNames.RedisExporter, "redis_exporter", server.Name, platform, listenOption: "-web.listen-address")
            .WithArgs("-config-command=-", "-redis-only-metrics")
            .WithEnvironment("REDIS_ADDR", ReferenceExpression.Create($"redis://127.0.0.1:{server.Endpoint.Port}"))
            .WithEnvironment("REDIS_USER", RedisSettings.ExporterUser)
            .WithEnvironment("REDIS_PASSWORD", password);
    }

    /// <summary>The machine: processors, memory, disks, and what programs that end leave word of in the state folder's <c>metrics/</c>.</summary>
    public static void AddMachineExporter(this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform)
    {
        var metrics = platform.State.File("metrics");
        builder.AddExporter(name, ToolNames.MachineExporter, "node_exporter", "machine", platform)
            .WithArgs(
                "--collector.disable-defaults",
                "--collector.cpu",
                "--collector.meminfo",
                "--collector.filesystem",
                "--collector.loadavg",
                "--collector.diskstats",
                "--collector.textfile",
                $"--collector.textfile.directory={metrics}",
                "--log.level=warn")
            .OnBeforeResourceStarted((_, _, _) =>
            {
                OwnerOnly.CreateFolder(metrics);
                return Task.CompletedTask;
            });
    }

    /// <summary>The prober, which asks addresses as their users do.</summary>
    public static void AddProber(this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform)
    {
        var configuration = platform.Monitoring(builder);
        builder.AddExporter(name, ToolNames.BlackboxExporter, "blackbox_exporter", "blackbox", platform)
            .WithArgs(
                $"--config.file={Path.Combine(configuration.Folder("blackbox"), "blackbox.yml")}",
                // It gives up that many seconds before Prometheus does, which would be at once when all is quicker.
                string.Create(CultureInfo.InvariantCulture, $"--timeout-offset={0.5 / platform.Options.MonitoringSpeed}"),
                "--log.level=warn")
            .OnBeforeResourceStarted((_, _, _) =>
            {
                configuration.Write("blackbox");
                return Task.CompletedTask;
            });
    }

    private static IResourceBuilder<ExecutableResource> AddExporter(
        this IDistributedApplicationBuilder builder, string name, string tool, string program, string service, PlatformContext platform, string listenOption = "--web.listen-address")
    {
        var port = platform.Ports.GetAny(name);
        return MonitoringProgram.Add(builder, name, tool, program, platform)
            .WithArgs(string.Create(CultureInfo.InvariantCulture, $"{listenOption}=127.0.0.1:{port}"))
            .WithEnvironment("GOMAXPROCS", "1")
            .WithEnvironment("GOGC", "50")
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithUrlForEndpoint("http", url => (url.Url, url.DisplayLocation) = ("/metrics", UrlDisplayLocation.DetailsOnly))
            .WithMetricsOf(service)
            .WithIconName("DataUsage");
    }
}
