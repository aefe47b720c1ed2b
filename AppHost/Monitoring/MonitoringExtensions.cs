using Microsoft.Extensions.DependencyInjection;

namespace Platform.AppHost.Monitoring;

/// <summary>What the parts of monitoring share.</summary>
internal static class MonitoringExtensions
{
    /// <summary>Starts monitoring and central logs, where there are any, once everything required is healthy.</summary>
    public static void AddMonitoringStarter(this IDistributedApplicationBuilder builder)
    {
        if (builder.Resources.Any(resource => resource.HasAnnotationOfType<MonitoringProgram>()))
        {
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<MonitoringStarter>(services));
        }
    }

    /// <summary>The configuration files of this run.</summary>
    public static MonitoringConfiguration Monitoring(this PlatformContext platform, IDistributedApplicationBuilder builder) =>
        new(Path.Combine(builder.AppHostDirectory, "config"), platform.State, platform.Options.MonitoringSpeed);
}
