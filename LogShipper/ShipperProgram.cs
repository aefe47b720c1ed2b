using Platform.LogShipper.Elasticsearch;
using Platform.LogShipper.Files;
using Platform.LogShipper.Shipping;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.LogShipper;

/// <summary>Puts the shipper together and runs it.</summary>
internal static class ShipperProgram
{
    /// <returns>The exit code: 0 after an orderly stop, 1 where it could not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddServiceBasics();
        var settings = builder.AddSettings<ShipperSettings>();
        builder.AddSettings<ElasticsearchSettings>();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ShipperMetrics>();
        services.AddSingleton(_ => Positions.Load(Path.Combine(settings.State, "positions.json")));
        services.AddSingleton<LogFiles>();
        services.AddSingleton<BatchReader>();
        services.AddSingleton<BulkClient>();
        services.AddSingleton(_ => new DeadLetters(Path.Combine(settings.State, "dead-letters.ndjson")));
        services.AddSingleton<Delivery>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Resending>(provider, Path.Combine(settings.State, "dead-letters.again.ndjson")));
        services.AddHealthCheck<DeliveryHealth>("elasticsearch", HealthTags.Ready);
        services.AddHostedService<ShippingService>();
        services.Configure<TelemetryOptions>(telemetry => telemetry.Meters.Add(ShipperMetrics.MeterName));
        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }
}
