using Platform.AppHost.Monitoring;
using Platform.Tools;

namespace Platform.AppHost;

/// <summary>Catches the mail that the environment sends, and shows it.</summary>
internal static class Mail
{
    public const string SmtpEndpoint = "smtp";

    private const int PreferredPort = 1080;
    private const int PreferredSmtpPort = 1025;

    /// <summary>
    /// Adds the mail catcher, where it is wanted; one that cannot be had is skipped and said. For the mails of monitoring alone it is
    /// fetched and started with monitoring.
    /// </summary>
    /// <returns>Null when nobody wants it.</returns>
    public static async Task<IResourceBuilder<ExecutableResource>?> AddMailAsync(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform)
    {
        var isWanted = platform.Options.WantsTool(name) && await OptionalTool.FindAsync(name) is not null;
        if (!isWanted && !platform.HasMonitoring)
        {
            return null;
        }

        var port = platform.Ports.Get(name, PreferredPort);
        var smtp = platform.Ports.Get($"{name}-smtp", PreferredSmtpPort);
        var mail = builder.AddExecutable(name, "node", platform.State.Path)
            // 53 MiB rather than 90: few mails come, and nobody waits for them.
            .WithArgs("--optimize-for-size", "--max-semi-space-size=1", "--max-old-space-size=64")
            .WithArgs(async context =>
            {
                var folder = await new NodeTools().EnsureAsync(name, context.CancellationToken);
                context.Args.Add(Path.Combine(folder, "node_modules", "maildev", "bin", "maildev"));
            })
            .WithArgs("--ip", "127.0.0.1", "--web-ip", "127.0.0.1", "--web", $"{port}", "--smtp", $"{smtp}", "--mail-directory", platform.State.Data(name))
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithEndpoint(port: smtp, targetPort: smtp, scheme: "smtp", name: SmtpEndpoint, isProxied: false)
            .WithHttpHealthCheck("/healthz")
            .WithIconName("Mail");
        return isWanted ? mail : mail.WithAnnotation(new MonitoringProgram([])).WithExplicitStart();
    }
}
