using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.ServiceDefaults.Http;

/// <summary>
/// The first thing a request meets: gives it its correlation ID, names its span by its route (the framework's span knows method
/// and path only), sets the security headers, and writes one log line about what changed something, failed or was slow.
/// </summary>
internal sealed partial class RequestContext(RequestDelegate next, ILogger<RequestContext> logger, TimeProvider time)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var activity = Activity.Current;
        var given = context.Request.Headers[CorrelationId.Header].ToString();
        var id = CorrelationId.IsAcceptable(given) ? given : CorrelationId.Create();
        CorrelationId.Set(id);

        // Set when the answer starts, because the handler of exceptions empties the headers.
        context.Response.OnStarting(SetHeaders, (context, id));
        try
        {
            await next(context);
        }
        finally
        {
            if (activity is { IsAllDataRequested: true })
            {
                Describe(activity, context);
            }

            Log(context, time.GetElapsedTime(started));
        }
    }

    private static Task SetHeaders(object state)
    {
        var (context, id) = ((HttpContext, string))state;
        var headers = context.Response.Headers;
        headers[CorrelationId.Header] = id;
        SecurityHeaders.Set(headers, context.Request.IsHttps);
        return Task.CompletedTask;
    }

    private static void Describe(Activity activity, HttpContext context)
    {
        var status = context.Response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        if (Route(context) is { } route)
        {
            activity.SetTag("http.route", route);
            activity.DisplayName = $"{context.Request.Method} {route}";
        }
        else
        {
            activity.DisplayName = context.Request.Method;
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static string? Route(HttpContext context) => (EndpointOf(context) as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/');

    // The handler of exceptions takes the endpoint off the request, and remembers it.
    private static Endpoint? EndpointOf(HttpContext context) =>
        context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;

    // An API key acts for the user who made it; which key it was tells more.
    private static string UserOf(ClaimsPrincipal user) =>
        user.FindFirstValue(RateLimitExtensions.ApiKeyClaim) is { } key ? $"key {key}"
        : user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "anonymous";

    private void Log(HttpContext context, TimeSpan duration)
    {
        var status = context.Response.StatusCode;
        var method = context.Request.Method;
        if (status == StatusCodes.Status503ServiceUnavailable && EndpointOf(context)?.Metadata.GetMetadata<Probe>() is not null)
        {
            return;
        }

        var level = status >= 500 ? LogLevel.Error
            : status >= 400 || duration > Slow || !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) ? LogLevel.Information
            : LogLevel.Debug;
        if (logger.IsEnabled(level))
        {
            LogRequest(level, method, context.Request.Path, status, Math.Round(duration.TotalMilliseconds, 1), UserOf(context.User));
        }
    }

    [LoggerMessage(EventId = 1, EventName = "Request", Message = "HTTP {Method} {Path} answered {StatusCode} in {DurationMs} ms (user {User})")]
    private partial void LogRequest(LogLevel level, string method, PathString path, int statusCode, double durationMs, string user);
}
