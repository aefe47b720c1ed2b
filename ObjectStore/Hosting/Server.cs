using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Lifecycle;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Pausing;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.ObjectStore.Hosting;

/// <summary>Puts the server together and runs it.</summary>
internal static class Server
{
    private const string DefaultUrl = "http://127.0.0.1:9000";

    // What is cut off has not been acknowledged, and nothing of it is kept.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(100);

    /// <returns>The exit code: 0 after an orderly stop, 1 where the server could not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (e is OptionsException or ConfigurationException or InvalidDataException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <exception cref="OptionsException">A setting is missing or wrong, or the data directory cannot be used.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var options = StoreOptions.Read(builder.Configuration);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
        // The rest of the defaults (compression, problem details, limits) would change S3's answers.
        builder.AddServiceBasics();
        // What Kestrel has to say about a request, its answer has said already.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        builder.WebHost.ConfigureKestrel(ConfigureKestrel);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<LifecycleSignal>();
        builder.AddPausing<OpenStore>();
        services.AddSingleton<Telemetry>();
        services.AddSingleton<S3Endpoint>();
        services.AddSingleton<StoreHealth>();
        services.AddHealthCheck<StoreHealth>("data", HealthTags.Ready);
        services.AddHostedService<LifecycleService>();
        services.Configure<TelemetryOptions>(telemetry => telemetry.Meters.Add(Telemetry.MeterName));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        var app = builder.Build();
        // Before anything listens: a data directory that cannot be used ends the start.
        var endpoint = app.Services.GetRequiredService<S3Endpoint>();
        app.UsePausing();
        app.Use((http, next) => IsProbe(http) ? next(http) : endpoint.HandleAsync(http));
        app.MapDefaultEndpoints();
        MapMinioProbe(app, "/minio/health/live", HealthTags.Live);
        MapMinioProbe(app, "/minio/health/ready", HealthTags.Ready);
        return app;
    }

    /// <summary>The addresses at which MinIO tells its health, for what was set up for MinIO.</summary>
    private static void MapMinioProbe(WebApplication app, string path, string tag) => app
        .MapGet(path, (RequestDelegate)(async http =>
        {
            var checks = http.RequestServices.GetRequiredService<HealthCheckService>();
            var report = await checks.CheckHealthAsync(check => check.Tags.Contains(tag), http.RequestAborted);
            http.Response.StatusCode = report.Status is HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        }))
        .DisableHttpMetrics();

    /// <summary>Health checks and metrics are asked for without a signature; with one, their paths are buckets.</summary>
    private static bool IsProbe(HttpContext http) =>
        http.GetEndpoint() is not null && !http.Request.Headers.ContainsKey("Authorization") && !http.Request.QueryString.HasValue;

    private static void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(HalfClosedConnections.Use);
        });
        // Header bytes pass through unchanged, or signatures over them would not match.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;
        limits.MaxRequestLineSize = 32 * 1024;
        limits.MaxRequestHeadersTotalSize = 64 * 1024;
        limits.MaxRequestHeaderCount = 200;
        limits.MaxRequestBufferSize = 128 * 1024;
        limits.MaxResponseBufferSize = 64 * 1024;
        // A client that is held in a debugger is not an attack.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
    }
}
