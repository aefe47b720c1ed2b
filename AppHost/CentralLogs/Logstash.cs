using Platform.AppHost.Containers;
using Platform.AppHost.Monitoring;
using Platform.AppHost.Processes;

namespace Platform.AppHost.CentralLogs;

/// <summary>Logstash, which can send the log files in the place of LogShipper.</summary>
internal static class Logstash
{
    private const string Heap = "-Xms256m -Xmx256m";
    private const string ContainerMemory = "768m";

    /// <summary>Whether somebody asks for it: <c>Platform:Forms:logstash=container</c>.</summary>
    public static bool IsWanted(string name, PlatformContext platform) => platform.Options.Forms.GetValueOrDefault(name) is ServiceForm.Container;

    /// <summary>The password of its user.</summary>
    public static ParameterResource Password(IDistributedApplicationBuilder builder, PlatformContext platform) => LogShipping.Once(builder, "logstash", platform);

    /// <summary>Adds Logstash with the pipeline of <c>config/logstash/</c>.</summary>
    public static void AddLogstash(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<IElasticsearchServer> elasticsearch,
        IResourceBuilder<ExecutableResource> setup,
        PlatformContext platform)
    {
        platform.ContainerEngine.Require(name);
        builder.AddResource(new ContainerResource(name))
            .WithImage(ContainerImages.Logstash, platform)
            .WithContainerRuntimeArgs(["--memory", ContainerMemory, .. User(platform)])
            .WithBindMount(Path.Combine(builder.AppHostDirectory, "config", "logstash", "pipeline"), "/usr/share/logstash/pipeline", isReadOnly: true)
            .WithBindMount(Path.Combine(builder.AppHostDirectory, "config", "logstash", "scripts"), "/usr/share/logstash/scripts", isReadOnly: true)
            .WithBindMount(platform.State.Logs, "/logs", isReadOnly: true)
            .WithData(platform.State.Data(name))
            .WithEnvironment("LS_JAVA_OPTS", Heap)
            .WithEnvironment("ALLOW_SUPERUSER", "true")
            .WithEnvironment("XPACK_MONITORING_ENABLED", "false")
            .WithEnvironment("QUEUE_TYPE", "persisted")

            // Lines stay in their order: one without a time has that of the line before it.
            .WithEnvironment("PIPELINE_WORKERS", "1")
            .WithEnvironment("DEAD_LETTER_QUEUE_ENABLE", "true")
            .WithEnvironment("ELASTICSEARCH_URL", elasticsearch.Resource.Url)
            .WithEnvironment("ELASTICSEARCH_PASSWORD", Password(builder, platform))
            .WithIconName("ArrowExport")
            .WithAnnotation(new MonitoringProgram([]))
            .WithExplicitStart()
            .WaitForCompletion(setup);
    }

    // Whoever runs the AppHost owns the log files and may read them; the image lets the group 0 write what is its own.
    private static string[] User(PlatformContext platform) => OperatingSystem.IsWindows() ? [] :
        [.. platform.ContainerEngine.IsPodman && !UnixUser.IsRoot ? ["--userns", "keep-id"] : Array.Empty<string>(), "--user", $"{UnixUser.Current.Split(':')[0]}:0"];

    private static IResourceBuilder<ContainerResource> WithData(this IResourceBuilder<ContainerResource> container, string folder) => container
        .WithBindMount(folder, "/usr/share/logstash/data")
        .OnBeforeResourceStarted((_, _, _) =>
        {
            Directory.CreateDirectory(folder);
            return Task.CompletedTask;
        });
}
