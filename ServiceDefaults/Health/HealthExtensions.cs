using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.ServiceDefaults.Health;

/// <summary>Health checks: registration and endpoints.</summary>
public static class HealthExtensions
{
    internal static void AddServiceHealth(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<HealthSettings>();
        var services = builder.Services;
        services.AddHealthChecks();
        services.AddSingleton<HealthReporter>();
        services.AddSingleton<ServiceState>();
        services.AddHostedService(provider => provider.GetRequiredService<ServiceState>());
        services.AddSingleton<ConfigurationHealth>();
        services.AddHealthCheck<ServiceState>("service", HealthTags.Ready, HealthTags.Startup);
        services.AddHealthCheck<ConfigurationHealth>("configuration", HealthTags.Startup, HealthTags.Ready);

        // The host gives up on a stop after 30 s (unless told otherwise), drain included.
        services.AddOptions<HostOptions>().Configure<HealthSettings>((host, health) => host.ShutdownTimeout += TimeSpan.FromSeconds(health.DrainSeconds));
    }

    /// <summary>Adds a check that is resolved from the container. The bound on its time comes from <see cref="HealthSettings"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The dependency's name in the answer, for example a resource name.</param>
    /// <param name="tags">From <see cref="HealthTags"/>.</param>
    public static IServiceCollection AddHealthCheck<T>(this IServiceCollection services, string name, params string[] tags)
        where T : class, IHealthCheck => services.AddHealthCheck<T>(name, atMost: null, tags);

    /// <summary>The same, with a bound of its own where that is the shorter one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The dependency's name in the answer, for example a resource name.</param>
    /// <param name="atMost">How long the check may take.</param>
    /// <param name="tags">From <see cref="HealthTags"/>.</param>
    public static IServiceCollection AddHealthCheck<T>(this IServiceCollection services, string name, TimeSpan? atMost, params string[] tags)
        where T : class, IHealthCheck
    {
        services.AddOptions<HealthCheckServiceOptions>().Configure<HealthSettings>((options, health) =>
        {
            var last = new BoundedCheck.Run();
            options.Registrations.Add(new(name, provider => new BoundedCheck(provider.GetRequiredService<T>(), last), failureStatus: null, tags)
            {
                Timeout = TimeSpan.FromSeconds(Math.Min(health.TimeoutSeconds, atMost?.TotalSeconds ?? double.MaxValue)),
            });
        });
        return services;
    }

    internal static void MapHealthEndpoints(this WebApplication app)
    {
        var reporter = app.Services.GetRequiredService<HealthReporter>();
        Map("/health/startup", HealthTags.Startup);
        Map("/health/live", HealthTags.Live);
        Map("/health/ready", HealthTags.Ready);

        void Map(string path, string tag) => app
            .MapGet(path, (RequestDelegate)(context => reporter.AnswerAsync(context, tag)))
            .DisableHttpMetrics()
            .WithoutRateLimit()
            .ExcludeFromDescription()
            .WithMetadata(Probe.Mark);
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
