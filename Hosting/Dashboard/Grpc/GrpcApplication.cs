using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Dashboard.Grpc;

/// <summary>Routes calls to methods, checks the API key, and turns outcomes into statuses.</summary>
/// <param name="methods">Methods by path, such as <c>/package.Service/Method</c>.</param>
/// <param name="apiKeyHeader">The header with the key.</param>
/// <param name="apiKey">The key that every call must carry; null accepts all.</param>
/// <param name="logger">Gets unexpected errors.</param>
/// <param name="stopping">Ends all calls.</param>
internal sealed class GrpcApplication(
    IReadOnlyDictionary<string, Func<GrpcCall, Task>> methods,
    string apiKeyHeader,
    string? apiKey,
    ILogger logger,
    CancellationToken stopping) : IHttpApplication<HttpContext>
{
    private readonly byte[]? _apiKey = apiKey is null ? null : Encoding.UTF8.GetBytes(apiKey);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = "application/grpc";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var (status, message) = await InvokeAsync(context, stop.Token);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            context.Response.AppendTrailer("grpc-status", ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (message is not null)
            {
                context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
            }
        }
    }

    private async Task<(GrpcStatus Status, string? Message)> InvokeAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!IsAuthorized(context.Request))
        {
            return (GrpcStatus.Unauthenticated, $"The header {apiKeyHeader} is missing or wrong.");
        }

        if (!methods.TryGetValue(context.Request.Path, out var method))
        {
            return (GrpcStatus.Unimplemented, $"There is no method {context.Request.Path}.");
        }

        try
        {
            await method(new GrpcCall(context, cancellationToken));
            return (GrpcStatus.Ok, null);
        }
        catch (GrpcException e)
        {
            return (e.Status, e.Message);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            return stopping.IsCancellationRequested
                ? (GrpcStatus.Unavailable, "The application stops.")
                : (GrpcStatus.Cancelled, null);
        }
        catch (Exception e)
        {
            logger.LogError(e, "The call {Method} of the dashboard failed.", context.Request.Path);
            return (GrpcStatus.Internal, e.Message);
        }
    }

    private bool IsAuthorized(HttpRequest request) =>
        _apiKey is null
        || (request.Headers[apiKeyHeader] is [{ } sent]
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), _apiKey));
}
