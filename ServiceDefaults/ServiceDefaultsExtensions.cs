using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Http;
using Platform.ServiceDefaults.Http.RateLimits;
using Platform.ServiceDefaults.Logging;
using Platform.ServiceDefaults.Metrics;
using Platform.ServiceDefaults.Paths;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.ServiceDefaults;

/// <summary>What every service gets in one call.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds health checks, logs (CLEF), telemetry (OTLP and Prometheus), correlation IDs, checked settings, paths, problem details,
    /// limits, security headers, compression and resilient outgoing calls.
    /// </summary>
    /// <example><code>
    /// var builder = WebApplication.CreateSlimBuilder(args);
    /// builder.AddServiceDefaults();
    /// var app = builder.Build();
    /// app.MapDefaultEndpoints();
    /// </code></example>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddServiceBasics();
        builder.AddHttpDefaults();
        builder.AddRateLimits();
        builder.AddPaths();
        return builder;
    }

    /// <summary>
    /// What a service gets whose HTTP is a protocol of its own: health checks, logs and telemetry, and nothing that touches its
    /// requests and answers.
    /// </summary>
    public static TBuilder AddServiceBasics<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSecretFiles();
        builder.AddLogs();
        builder.AddTelemetry();
        builder.AddServiceHealth();
        return builder;
    }

    /// <summary>Checks the settings and maps <c>/health/startup</c>, <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>.</summary>
    /// <exception cref="ConfigurationException">Settings are missing or wrong; the message lists every problem.</exception>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetRequiredService<SettingsCatalogue>().ThrowIfWrong();
        app.UseProblems();
        app.MapHealthEndpoints();
        app.MapMetrics();
        return app;
    }
}
