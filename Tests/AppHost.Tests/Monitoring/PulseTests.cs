using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost.Monitoring;

namespace Platform.AppHost.Tests.Monitoring;

public sealed class PulseTests
{
    [Fact]
    public async Task A_heartbeat_that_stays_away_is_unhealthy_until_it_comes_again()
    {
        var time = new ManualTime();
        var pulse = new Pulse(TimeSpan.FromMinutes(3), time);
        time.Elapsed = TimeSpan.FromMinutes(3);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

        time.Elapsed += TimeSpan.FromSeconds(1);
        var silent = await CheckAsync();
        pulse.Beat();

        Assert.Equal((HealthStatus.Unhealthy, "No heartbeat for 181 s: alerts do not arrive. Look at Prometheus, then at Alertmanager."), (silent.Status, silent.Description));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

        Task<HealthCheckResult> CheckAsync() => pulse.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
    }

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
