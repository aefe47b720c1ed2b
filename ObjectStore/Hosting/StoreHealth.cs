using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ObjectStore.Hosting;

/// <summary>Ready while the data directory is there; degraded while its disk is nearly full.</summary>
internal sealed class StoreHealth(StoreOptions options) : IHealthCheck
{
    private const long LowBytes = 64 * 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var directory = options.DataDirectory;
        if (!Directory.Exists(directory))
        {
            return Task.FromResult(HealthCheckResult.Unhealthy($"The data directory {directory} is gone."));
        }
        var free = new DriveInfo(directory).AvailableFreeSpace;
        return Task.FromResult(free >= LowBytes
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{free / 1024 / 1024} MiB are left on the disk of {directory}."));
    }
}
