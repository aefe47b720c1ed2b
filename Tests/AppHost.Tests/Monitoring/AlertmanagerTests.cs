using Platform.AppHost.Monitoring;
using Platform.AppHost.State;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>Whom Alertmanager tells.</summary>
public sealed class AlertmanagerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mail-and-chat", "alertname=PostgresDown", "severity=critical")]
    [InlineData("mail", "alertname=DatabaseSlow", "severity=warning")]
    [InlineData("nobody", "alertname=PostgresDownRecently", "severity=none")]
    [InlineData("heartbeat", "alertname=Watchdog", "severity=none")]
    public async Task Each_severity_goes_where_the_document_says(string receiver, params string[] labels)
    {
        var configuration = new MonitoringConfiguration(Configuration.PathOf("AppHost", "config"), StateFolder.At(_folder.Path), speed: 1);
        configuration.Write("alertmanager", Configuration.AlertmanagerValues);

        await Configuration.CheckAsync(
            "amtool", ["config", "routes", "test", $"--config.file={Path.Combine(configuration.Folder("alertmanager"), "alertmanager.yml")}", $"--verify.receivers={receiver}", .. labels]);
    }
}
