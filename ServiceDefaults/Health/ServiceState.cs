using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Health;

/// <summary>Knows whether the service has started and whether it is stopping; on stop it turns ready off first and lets requests drain.</summary>
internal sealed class ServiceState(HealthSettings settings, TimeProvider? time = null) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _started;
    private volatile bool _stopping;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((_started, _stopping) switch
        {
            (_, true) => HealthCheckResult.Unhealthy("The service is stopping."),
            (false, _) => HealthCheckResult.Unhealthy("The service is starting."),
            _ => HealthCheckResult.Healthy(),
        });

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        if (settings.DrainSeconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(settings.DrainSeconds), time ?? TimeProvider.System, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
