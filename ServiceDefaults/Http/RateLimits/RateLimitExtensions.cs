using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Http.RateLimits;

/// <summary>Rate limits per user, API key or address.</summary>
public static class RateLimitExtensions
{
    /// <summary>The claim that says which API key was used.</summary>
    public const string ApiKeyClaim = "api_key";

    internal static void AddRateLimits(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<RateLimitSettings>();
        builder.Services.AddSingleton<MemoryRateCounter>();
        builder.Services.TryAddSingleton<IRateCounter>(provider => provider.GetRequiredService<MemoryRateCounter>());
        builder.Services.AddSingleton<RateLimiter>();
    }

    /// <summary>
    /// Limits the requests of each caller; comes after authentication. Every request counts, whatever its path, unless its endpoint
    /// says otherwise (<see cref="WithoutRateLimit"/>), as those of health and metrics do.
    /// </summary>
    public static IApplicationBuilder UseRateLimits(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var limiter = app.ApplicationServices.GetRequiredService<RateLimiter>();
        var settings = app.ApplicationServices.GetRequiredService<RateLimitSettings>();
        return app.Use(async (context, next) =>
        {
            var (caller, limit) = CallerOf(context, settings);
            if (context.GetEndpoint()?.Metadata.GetMetadata<NoRateLimit>() is null && await limiter.TakeAsync(caller, limit) is { } wait)
            {
                Refuse(context.Response, wait);
                return;
            }

            await next(context);
        });
    }

    /// <summary>Leaves an endpoint out of the limits of callers; for one that knows its callers by other means, or is a probe.</summary>
    public static TBuilder WithoutRateLimit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NoRateLimit());

    /// <summary>Limits an endpoint further, per address, for example attempts to log in.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="name">The name of what is limited.</param>
    /// <param name="limit">Requests per minute; 0 for no limit.</param>
    public static RouteHandlerBuilder LimitPerAddress(this RouteHandlerBuilder builder, string name, Func<RateLimitSettings, int> limit) =>
        builder.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var services = context.RequestServices;
            var permitted = limit(services.GetRequiredService<RateLimitSettings>());
            if (await services.GetRequiredService<RateLimiter>().TakeAsync($"{name}:{Address(context)}", permitted) is { } wait)
            {
                Refuse(context.Response, wait);
                return Results.Empty;
            }

            return await next(invocation);
        });

    private static (string Caller, int Limit) CallerOf(HttpContext context, RateLimitSettings settings) =>
        context.User.FindFirstValue(ApiKeyClaim) is { } key ? ($"key:{key}", settings.ApiKey)
        : context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } user ? ($"user:{user}", settings.User)
        : ($"address:{Address(context)}", settings.Anonymous);

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "local";

    private static void Refuse(HttpResponse response, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    private sealed class NoRateLimit;
}
