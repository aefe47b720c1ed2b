using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.AppHost.Monitoring;

/// <summary>The heartbeat of monitoring. Its absence is the only sign that nobody would be told of anything.</summary>
/// <param name="patience">For how long it may be away.</param>
/// <param name="time">Tells the time.</param>
internal sealed class Pulse(TimeSpan patience, TimeProvider time) : IHealthCheck
{
    private long _last = time.GetTimestamp();

    /// <summary>It was heard.</summary>
    public void Beat() => Interlocked.Exchange(ref _last, time.GetTimestamp());

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silence = time.GetElapsedTime(Interlocked.Read(ref _last));
        return Task.FromResult(silence <= patience ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Create(
            CultureInfo.InvariantCulture, $"No heartbeat for {silence.TotalSeconds:0} s: alerts do not arrive. Look at Prometheus, then at Alertmanager.")));
    }
}
