using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Platform.ServiceDefaults.Metrics;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// Exports traces and metrics. The SDK is set up beside the start of the web server rather than before it:
/// it takes as long as the server itself, and nobody waits for it. Stopping sends what is left, for at most 0.2 s.
/// </summary>
internal sealed class TelemetryService(
    IOptions<TelemetryOptions> options, TelemetrySettings settings, IConfiguration configuration, ResourceBuilder resource, PrometheusExporter prometheus, LoggerProvider? logs = null)
    : IHostedService
{
    private const int FlushMilliseconds = 200;

    private Task<Providers> _providers = Task.FromResult(new Providers(null, null));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _providers = Task.Run(Create, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var providers = await _providers;
        await Task.WhenAll(
            Task.Run(() => providers.Tracer?.Shutdown(FlushMilliseconds), CancellationToken.None),
            Task.Run(() => providers.Meter?.Shutdown(FlushMilliseconds), CancellationToken.None),
            // Disposal by the container would wait 5 s for a collector that is gone.
            Task.Run(() => logs?.Shutdown(FlushMilliseconds), CancellationToken.None));

        // A collector that is gone may hold up disposal; nobody waits for that either.
        _ = Task.Run(providers.Dispose, CancellationToken.None);
    }

    private Providers Create()
    {
        // Left to itself the SDK reads its OTEL_* settings from environment variables only.
        var meter = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddMeter([.. options.Value.Meters])
            .AddReader(new BaseExportingMetricReader(prometheus));
        if (settings.Endpoint is null)
        {
            return new(null, meter.Build());
        }

        var tracer = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddSource([.. options.Value.Sources])
            .SetSampler(WorkSampler.Create())
            .AddProcessor(new SpanRedactor(options.Value.Sources))
            .AddOtlpExporter()
            .Build();
        return new(tracer, meter.AddOtlpExporter().Build());
    }

    private sealed record Providers(TracerProvider? Tracer, MeterProvider? Meter)
    {
        public void Dispose()
        {
            Tracer?.Dispose();
            Meter?.Dispose();
        }
    }
}
