using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using Platform.Api.Redis;
using Platform.Api.Storage;

namespace Platform.Api.Http;

/// <summary>A backing service that is gone, too slow or full is 503 with Retry-After, not a fault of the shop.</summary>
internal sealed partial class DependencyGone(IProblemDetailsService problems, ILogger<DependencyGone> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsGone(exception))
        {
            return false;
        }

        // The framework does not log what a handler takes on.
        LogGone(exception.GetType().Name, Reason(exception));
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

        // The server answers with an error of its own (PostgresException) unless it shuts down or starts (57P) or has run out of disk,
        // memory or connections (53).
        PostgresException database => database.SqlState.StartsWith("57P", StringComparison.Ordinal) || database.SqlState.StartsWith("53", StringComparison.Ordinal),
        NpgsqlException => true,
        _ when exception.InnerException is { } inner => IsGone(inner),
        _ => false,
    };

    // The outermost says what could not be done, the innermost why (refused, timed out).
    private static string Reason(Exception exception) =>
        exception.GetBaseException() is var cause && cause != exception && !exception.Message.Contains(cause.Message, StringComparison.Ordinal)
            ? $"{exception.Message} ({cause.GetType().Name}: {cause.Message})"
            : exception.Message;

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "A service that is needed does not answer: {ExceptionType}: {Reason}")]
    private partial void LogGone(string exceptionType, string reason);
}
