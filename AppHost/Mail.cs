namespace Platform.AppHost;

/// <summary>Catches the mail that the environment sends, and shows it.</summary>
internal static class Mail
{
    private const int PreferredPort = 1080;
    private const int PreferredSmtpPort = 1025;

    /// <summary>Adds the mail catcher, where it is wanted; one that cannot be had is skipped and said.</summary>
    public static async Task AddMailAsync(this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform)
    {
        if (!platform.Options.WantsTool(name) || await OptionalTool.FindAsync(name) is not { } folder)
        {
            return;
        }

        var port = platform.Ports.Get(name, PreferredPort);
        var smtp = platform.Ports.Get($"{name}-smtp", PreferredSmtpPort);
        var program = Path.Combine(folder, "node_modules", "maildev", "bin", "maildev");
        builder.AddExecutable(name, "node", platform.State.Path, program)
            .WithArgs("--ip", "127.0.0.1", "--web-ip", "127.0.0.1", "--web", $"{port}", "--smtp", $"{smtp}", "--mail-directory", platform.State.Data(name))
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithEndpoint(port: smtp, targetPort: smtp, scheme: "smtp", name: "smtp", isProxied: false)
            .WithHttpHealthCheck("/healthz")
            .WithIconName("Mail");
    }
}
