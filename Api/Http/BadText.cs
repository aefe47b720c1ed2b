using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Platform.Api.Http;

/// <summary>A text that PostgreSQL cannot hold, wherever in a request it stood, is the caller's mistake and no fault of the shop.</summary>
internal sealed class BadText(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } and
            not { InnerException: PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } })
        {
            return false;
        }

        httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
        return await problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = { Status = StatusCodes.Status400BadRequest, Detail = "The request has a text with U+0000, which cannot be stored. Leave it out." },
        });
    }
}
