using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.ServiceDefaults.Metrics;

internal static class MetricsEndpoint
{
    private const string OpenMetricsType = "application/openmetrics-text";

    public static void MapMetrics(this WebApplication app)
    {
        var exporter = app.Services.GetRequiredService<PrometheusExporter>();
        app.MapGet("/metrics", (RequestDelegate)(context => ScrapeAsync(context, exporter))).DisableHttpMetrics().WithoutRateLimit().ExcludeFromDescription();
    }

    private static Task ScrapeAsync(HttpContext context, PrometheusExporter exporter)
    {
        HealthExtensions.LeaveOutOfTraces(System.Diagnostics.Activity.Current);
        var openMetrics = context.Request.Headers.Accept.ToString().Contains(OpenMetricsType, StringComparison.Ordinal);
        var text = exporter.Scrape(openMetrics);
        context.Response.ContentType = openMetrics
            ? $"{OpenMetricsType}; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
        context.Response.ContentLength = text.Length;
        return context.Response.Body.WriteAsync(text, context.RequestAborted).AsTask();
    }
}
