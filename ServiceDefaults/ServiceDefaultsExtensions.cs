using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Http;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.ServiceDefaults;

/// <summary>What every service gets in one call.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds health checks and telemetry: traces, metrics and logs over OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
    /// <example><code>
    /// var builder = WebApplication.CreateSlimBuilder(args);
    /// builder.AddServiceDefaults();
    /// var app = builder.Build();
    /// app.MapDefaultEndpoints();
    /// </code></example>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddServiceHealth();
        builder.AddTelemetry();
        builder.Services.AddSingleton<IStartupFilter, DefaultPipeline>();
        return builder;
    }

    /// <summary>Maps <c>/health/startup</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealthEndpoints();
        return app;
    }
}
