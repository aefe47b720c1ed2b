using System.Globalization;
using Platform.Tools;

namespace Platform.AppHost.Monitoring;

/// <summary>Alertmanager, which groups alerts and tells people.</summary>
internal static class Alertmanager
{
    private const int PreferredPort = 9093;

    /// <summary>Adds Alertmanager. What it sends arrives in the mail catcher and in <paramref name="chat"/>.</summary>
    public static IResourceBuilder<ExecutableResource> AddAlertmanager(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<ExecutableResource> mail,
        IResourceBuilder<ChatResource> chat,
        PlatformContext platform)
    {
        var port = platform.Ports.Get(name, PreferredPort);
        var configuration = platform.Monitoring(builder);
        return MonitoringProgram.AddWithShare(builder, name, ToolNames.Alertmanager, pages: null, platform)
            .WithArgs(
                $"--config.file={Path.Combine(configuration.Folder("alertmanager"), "alertmanager.yml")}",
                $"--storage.path={platform.State.Data(name)}",
                "--log.level=warn",
                "--cluster.listen-address=",
                string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"))
            .WithEnvironment("GOMAXPROCS", "1")
            .WithEnvironment("GOGC", "25")
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithHttpHealthCheck("/-/ready")
            .WithMetricsOf(name)
            .WithIconName("Alert")
            .OnBeforeResourceStarted((_, _, _) =>
            {
                configuration.Write("alertmanager", new Dictionary<string, string?>
                {
                    ["MAIL_SERVER"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{mail.GetEndpoint(Mail.SmtpEndpoint).Port}"),
                    ["MAIL_FROM"] = "platform@localhost",
                    ["MAIL_TO"] = "developer@localhost",
                    ["CHAT_URL"] = $"{chat.Resource.Url}{ChatResource.AlertsPath}",
                    ["REPOSITORY"] = platform.Options.Repository ?? new Uri(Path.GetFullPath("..", builder.AppHostDirectory)).AbsoluteUri,
                    ["HEARTBEAT_URL"] = $"{chat.Resource.Url}{ChatResource.HeartbeatPath}",
                });
                return Task.CompletedTask;
            });
    }
}
