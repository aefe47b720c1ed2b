using Platform.Tests.Forms;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>Prometheus as a container, where an engine answers and the image is there.</summary>
public sealed class PrometheusContainerTests
{
    [Fact]
    public async Task It_watches_the_programs_of_this_machine_and_tells_Alertmanager()
    {
        await ContainerEngine.RequireAsync("Prometheus");
        await ContainerEngine.RequireTunnelAsync();

        var (builder, app) = await ShopFixture.StartAsync(configure: null, "--Platform:Monitoring=true", "--Platform:Monitoring:Speed=10", "--Platform:Forms:prometheus=container", "--Platform:Forms:storage=process");
        try
        {
            // The first container of a run waits for its network and the tunnel.
            await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Prometheus).WaitAsync(Wait.Bound);
            using var prometheus = new PrometheusClient(app.CreateHttpClient(ResourceNames.Prometheus, "http"));
            IReadOnlyDictionary<string, double> up = new Dictionary<string, double>();
            await Wait.UntilAsync(
                async () => (up = await prometheus.QueryAsync("up")).Count >= 10 && up.Values.All(value => value == 1),
                () => $"not every target answers: {string.Join('\n', up)}",
                pause: TimeSpan.FromMilliseconds(200));
            await Wait.UntilAsync(
                async () => (await prometheus.QueryAsync("sum(alertmanager_alerts_received_total) > 0")).Count > 0, () => "Alertmanager has not heard of an alert", pause: TimeSpan.FromMilliseconds(200));
        }
        finally
        {
            await app.DisposeAsync();
            await builder.DisposeAsync();
        }
    }
}
