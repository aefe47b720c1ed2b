using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Correlation;

namespace Platform.ServiceDefaults.Http;

/// <summary>Every error is a problem document (RFC 9457) with the correlation ID; it never tells what went on inside.</summary>
internal static class Problems
{
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions["correlationId"] = CorrelationId.Current;
        problem.Instance ??= context.HttpContext.Request.Path;
        var error = context.HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (error is BadHttpRequestException bad)
        {
            problem.Detail ??= bad.Message;
        }
    }
}
