using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Correlation;

namespace Platform.ServiceDefaults.Http;

internal static class HttpExtensions
{
    public static void AddHttpDefaults(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<HttpSettings>();
        if (settings.AttemptTimeoutSeconds > settings.TotalTimeoutSeconds)
        {
            builder.AddSettingProblem(new(
                "Http__AttemptTimeoutSeconds", $"is '{settings.AttemptTimeoutSeconds}'; it must not be longer than Http__TotalTimeoutSeconds ({settings.TotalTimeoutSeconds})", "3"));
        }

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IStartupFilter, DefaultPipeline>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Complete);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxRequestBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        services.AddResponseCompression(compression => compression.Providers.Add<BrotliCompressionProvider>());
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        if (settings.AllowedOrigins.Length > 0)
        {
            services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
                .WithOrigins(settings.AllowedOrigins)
                .AllowAnyMethod()
                .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "X-Api-Key", CorrelationId.Header)
                .WithExposedHeaders(CorrelationId.Header, "Retry-After")
                .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        }

        builder.AddTrustedProxies(settings.TrustedProxies);
        services.AddTransient<CorrelationHandler>();
        services.AddTransient<OutgoingResilience>();
        services.ConfigureHttpClientDefaults(client => client
            .AddHttpMessageHandler<CorrelationHandler>()
            .AddHttpMessageHandler<OutgoingResilience>());
    }

    /// <summary>
    /// Turns exceptions and empty errors into problem documents. It stands inside the developer's page for exceptions, which would
    /// otherwise be the first to see them. A service whose HTTP is a protocol of its own goes without.
    /// </summary>
    public static void UseProblems(this WebApplication app)
    {
        if (app.Services.GetService<HttpSettings>() is not null)
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions
            {
                StatusCodeSelector = error => error is Microsoft.AspNetCore.Http.BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            });
            app.UseStatusCodePages();
        }
    }
}
