using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Lifecycle;

namespace Platform.ObjectStore.Hosting;

/// <summary>Puts the server together and runs it.</summary>
internal static class Server
{
    private const string DefaultUrl = "http://127.0.0.1:9000";

    /// <returns>The exit code: 0 after an orderly stop, 1 where the server could not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (e is OptionsException or InvalidDataException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(ConfigureKestrel);
        builder.Services.AddSingleton(StoreOptions.Read(builder.Configuration));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Store>();
        builder.Services.AddSingleton<Telemetry>();
        builder.Services.AddSingleton<S3Endpoint>();
        builder.Services.AddHostedService<LifecycleService>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        var app = builder.Build();
        // Before anything listens: a data directory that cannot be used ends the start.
        var endpoint = app.Services.GetRequiredService<S3Endpoint>();
        app.MapHealth();
        app.Run(endpoint.HandleAsync);
        return app;
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        // Header bytes pass through unchanged, or signatures over them would not match.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;
        limits.MaxRequestLineSize = 32 * 1024;
        limits.MaxRequestHeadersTotalSize = 64 * 1024;
        limits.MaxRequestHeaderCount = 200;
        limits.MaxRequestBufferSize = 256 * 1024;
        limits.MaxResponseBufferSize = 128 * 1024;
        // A client that is held in a debugger is not an attack.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
    }
}
