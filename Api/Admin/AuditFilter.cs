using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Platform.Api.Identity;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Api.Admin;

/// <summary>Writes down who changed what: one log line, the event Audit, for each request of the administration that changed something.</summary>
internal sealed partial class AuditFilter(IOptions<JsonOptions> json, ILogger<AuditFilter> logger) : IEndpointFilter
{
    private const int MaxDetailLength = 1000;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) && http.Response.StatusCode < StatusCodes.Status400BadRequest && Succeeded(result))
        {
            LogChange(
                http.User.UserId(),
                http.User.FindFirstValue(RateLimitExtensions.ApiKeyClaim) is { } key ? $"key {key}" : "password",
                http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? http.Request.Method,
                http.Request.Path,
                Detail(context));
        }

        return result;
    }

    private static bool Succeeded(object? result) => result switch
    {
        INestedHttpResult nested => Succeeded(nested.Result),
        IStatusCodeHttpResult { StatusCode: { } status } => status < StatusCodes.Status400BadRequest,
        _ => true,
    };

    // What was asked for; none of these bodies holds a secret.
    private string Detail(EndpointFilterInvocationContext context)
    {
        var type = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var body = context.Arguments.FirstOrDefault(argument => argument is not null && argument.GetType() == type);
        var text = body is null ? "" : JsonSerializer.Serialize(body, json.Value.SerializerOptions.GetTypeInfo(body.GetType()));
        return text.Length <= MaxDetailLength ? text : text[..MaxDetailLength];
    }

    [LoggerMessage(EventId = 100, EventName = "Audit", Level = LogLevel.Information, Message = "User {UserId} (by {By}) did {Action} at {Subject}: {Detail}")]
    private partial void LogChange(int userId, string by, string action, string subject, string detail);
}
