using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Health;

/// <summary>
/// The configuration was right at start, or the service would not run; what can go wrong later is a folder that is no longer
/// writable, for example because its disk is full.
/// </summary>
internal sealed class ConfigurationHealth(SettingsCatalogue catalogue) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(catalogue.FolderProblems().ToArray() is { Length: > 0 } found
            ? HealthCheckResult.Degraded(string.Join("; ", found))
            : HealthCheckResult.Healthy());
}
