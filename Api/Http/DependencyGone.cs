using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using Platform.Api.Redis;
using Platform.Api.Storage;

namespace Platform.Api.Http;

/// <summary>A backing service that is gone or too slow is 503 with Retry-After, not a fault of the shop.</summary>
internal sealed class DependencyGone(IProblemDetailsService problems) : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsGone(exception))
        {
            return false;
        }

        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return await problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Detail = "A service that this needs does not answer. Try again in a few seconds." },
        });
    }

    internal static bool IsGone(Exception exception) => exception switch
    {
        RedisUnavailableException or StorageUnavailableException or TimeoutException => true,

        // The server answers with an error of its own (PostgresException) unless it shuts down or starts.
        PostgresException database => database.SqlState.StartsWith("57P", StringComparison.Ordinal) || database.SqlState == PostgresErrorCodes.TooManyConnections,
        NpgsqlException => true,
        _ when exception.InnerException is { } inner => IsGone(inner),
        _ => false,
    };
}
