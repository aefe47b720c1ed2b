using System.Globalization;
using Platform.AppHost.Logs;
using Platform.AppHost.Monitoring;
using Platform.AppHost.Resources;

namespace Platform.AppHost.CentralLogs;

/// <summary>Sets up Elasticsearch, and sends it the log files.</summary>
internal static class LogShipping
{
    private const string Writer = "log_shipper";

    private static readonly BuiltProgram Program = BuiltProgram.Named("LogShipper");

    /// <summary>Adds the program that sets up index template, lifecycle, roles and users, and ends.</summary>
    public static IResourceBuilder<ExecutableResource> AddLogSetup(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<IElasticsearchServer> elasticsearch, PlatformContext platform) =>
        builder.AddExecutable(name, Program.Executable, platform.State.Path, "setup")
            .WithElasticsearch(elasticsearch, IElasticsearchServer.Administrator, elasticsearch.Resource.Password)
            .WithEnvironment("Setup__RetentionDays", platform.Options.CentralLogs.RetentionDays.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("Setup__WriterPassword", WriterPassword(builder, platform))
            .WithEnvironment("Setup__ReaderPassword", builder.AddPassword("log-reader", platform))
            .WithEnvironment("Setup__LogstashPassword", Logstash.Password(builder, platform))
            .WithEnvironment("Setup__KibanaPassword", Kibana.SystemPassword(builder, platform))
            .WithIconName("DatabaseWrench")
            .WithAnnotation(new MonitoringProgram([]))
            .WithExplicitStart()
            .WaitFor(elasticsearch);

    /// <summary>Adds the shipper, which may add lines and nothing else.</summary>
    public static IResourceBuilder<ExecutableResource> AddLogShipper(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<IElasticsearchServer> elasticsearch,
        IResourceBuilder<ExecutableResource> setup,
        PlatformContext platform)
    {
        var port = platform.Ports.GetAny(name);
        return builder.AddExecutable(name, Program.Executable, platform.State.Path)
            .WithElasticsearch(elasticsearch, Writer, WriterPassword(builder, platform))
            .WithEnvironment("Shipper__Folder", platform.State.Logs)
            .WithEnvironment("Shipper__State", platform.State.Data(name))
            .WithEnvironment("ASPNETCORE_URLS", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"))
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithLogFiles(platform)
            .WithOtlpExporter()
            .WithHttpHealthCheck("/health/ready")
            .WithMetrics()
            .WithIconName("ArrowExport")
            .WithAnnotation(new MonitoringProgram([]))
            .WithExplicitStart()
            .WaitForCompletion(setup);
    }

    /// <summary>Adds the program that brings the searches, dashboards and rules of <c>config/kibana/</c> to Kibana, and ends.</summary>
    public static void AddKibanaSetup(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<IResourceWithEndpoints> kibana,
        IResourceBuilder<IElasticsearchServer> elasticsearch,
        PlatformContext platform) =>
        builder.AddExecutable(name, Program.Executable, platform.State.Path, "kibana")
            .WithEnvironment("Kibana__Url", kibana.GetEndpoint("http"))
            .WithEnvironment("Kibana__User", IElasticsearchServer.Administrator)
            .WithEnvironment("Kibana__Password", elasticsearch.Resource.Password)
            .WithEnvironment("Kibana__Folder", Path.Combine(builder.AppHostDirectory, "config", "kibana"))
            .WithIconName("SearchSettings")
            .WithAnnotation(new MonitoringProgram([]))
            .WithExplicitStart()
            .WaitFor(kibana);

    /// <summary>Where Elasticsearch is, for a program of ours that asks it.</summary>
    public static IResourceBuilder<ExecutableResource> WithElasticsearch(
        this IResourceBuilder<ExecutableResource> program, IResourceBuilder<IElasticsearchServer> elasticsearch, string user, ParameterResource password) => program
        .WithEnvironment("Elasticsearch__Url", elasticsearch.Resource.Url)
        .WithEnvironment("Elasticsearch__User", user)
        .WithEnvironment("Elasticsearch__Password", password)
        .WithReferenceRelationship(elasticsearch.Resource);

    /// <summary>The password of the user that adds lines.</summary>
    public static ParameterResource WriterPassword(IDistributedApplicationBuilder builder, PlatformContext platform) => Once(builder, "log-shipper", platform);

    /// <summary>A password that more than one resource is told.</summary>
    public static ParameterResource Once(IDistributedApplicationBuilder builder, string name, PlatformContext platform) =>
        builder.Resources.OfType<ParameterResource>().FirstOrDefault(parameter => parameter.Name == $"{name}-password") ?? builder.AddPassword(name, platform);
}
