using System.IO.Compression;
using System.Net.Mime;
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

        foreach (var origin in settings.AllowedOrigins.Where(origin => !IsOrigin(origin)))
        {
            builder.AddSettingProblem(new(
                "Http__AllowedOrigins", $"has '{origin}'; it must be an origin: http or https, host and, unless it is the usual one, port, with no path", "https://shop.example.com"));
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
        services.AddResponseCompression(compression =>
        {
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, MediaTypeNames.Application.ProblemJson];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
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

    // As browsers send it (RFC 6454, 6.2): one that is written in another way would never match.
    private static bool IsOrigin(string text) => text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" && url.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase) && url.UserInfo.Length == 0);

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
