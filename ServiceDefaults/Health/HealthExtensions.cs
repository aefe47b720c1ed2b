using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Health;

/// <summary>Health checks: registration and endpoints.</summary>
public static class HealthExtensions
{
    internal static IServiceCollection AddServiceHealth(this IServiceCollection services)
    {
        services.AddOptions<HealthOptions>().BindConfiguration(HealthOptions.Section);
        services.AddHealthChecks();
        services.AddSingleton<HealthReporter>();
        services.AddSingleton<ServiceState>();
        services.AddHostedService(provider => provider.GetRequiredService<ServiceState>());
        services.AddHealthCheck<ServiceState>("service", HealthTags.Ready, HealthTags.Startup);
        return services;
    }

    /// <summary>Adds a check that is resolved from the container. The bound on its time comes from <see cref="HealthOptions"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The dependency's name in the answer, for example a resource name.</param>
    /// <param name="tags">From <see cref="HealthTags"/>.</param>
    public static IServiceCollection AddHealthCheck<T>(this IServiceCollection services, string name, params string[] tags)
        where T : class, IHealthCheck =>
        services.AddOptions<HealthCheckServiceOptions>()
            .Configure<IOptions<HealthOptions>>((options, health) => options.Registrations.Add(
                new(name, provider => provider.GetRequiredService<T>(), failureStatus: null, tags)
                {
                    Timeout = TimeSpan.FromSeconds(health.Value.TimeoutSeconds),
                })).Services;

    internal static void MapHealthEndpoints(this WebApplication app)
    {
        var reporter = app.Services.GetRequiredService<HealthReporter>();
        Map("/health/startup", HealthTags.Startup);
        Map("/health/live", HealthTags.Live);
        Map("/health/ready", HealthTags.Ready);

        void Map(string path, string tag) => app
            .MapGet(path, (RequestDelegate)(context => reporter.AnswerAsync(context, tag)))
            .DisableHttpMetrics()
            .ExcludeFromDescription();
    }

    /// <summary>Probes come every few seconds; their traces would bury the others.</summary>
    internal static void LeaveOutOfTraces(Activity? activity)
    {
        if (activity is not null)
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
