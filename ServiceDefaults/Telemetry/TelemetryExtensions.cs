using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Metrics;

namespace Platform.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // ASP.NET Core then writes method, route and status on its spans by the OpenTelemetry conventions.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        var settings = builder.AddSettings<TelemetrySettings>();
        var resource = ServiceResource.Create(ServiceResource.Name(builder.Configuration, builder.Environment.ApplicationName));
        builder.Services.AddOptions<TelemetryOptions>();
        builder.Services.AddSingleton(resource);
        builder.Services.AddSingleton<PrometheusExporter>();
        builder.Services.AddHostedService<TelemetryService>();
        if (settings.Endpoint is not null)
        {
            var scopes = new ScopeReader();
            builder.Services.AddSingleton<ILoggerProvider>(scopes);
            builder.Logging.AddOpenTelemetry(logging =>
            {
                logging.IncludeFormattedMessage = true;
                logging.SetResourceBuilder(resource);
                logging.AddProcessor(new LogRecordProcessor(scopes));
                logging.AddOtlpExporter();
            });
        }
    }
}
