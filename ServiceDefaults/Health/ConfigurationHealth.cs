using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Health;

/// <summary>
/// The configuration was right at start, or the service would not run; what can go wrong later is a folder that is no longer
/// writable, for example because its disk is full.
/// </summary>
internal sealed class ConfigurationHealth(SettingsCatalogue catalogue, IConfiguration configuration) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems =
            from setting in catalogue.Groups.SelectMany(known => known.Settings)
            where setting.About.WritableFolder
            let folder = configuration[setting.Key]
            where !string.IsNullOrEmpty(folder)
            let problem = Setting.CheckFolder(folder)
            where problem is not null
            select $"{setting.Variable} {problem}";
        return Task.FromResult(problems.ToArray() is { Length: > 0 } found
            ? HealthCheckResult.Degraded(string.Join("; ", found))
            : HealthCheckResult.Healthy());
    }
}
