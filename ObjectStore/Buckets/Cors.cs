using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Buckets;

/// <summary>Answers preflight requests and adds the CORS headers to the others.</summary>
internal static class Cors
{
    private static readonly S3Error Forbidden = new("AccessForbidden", 403, "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.");

    public static void Preflight(S3Context context)
    {
        var request = context.Http.Request.Headers;
        var origin = request.Origin.ToString();
        var method = request.AccessControlRequestMethod.ToString();
        if (origin.Length == 0)
        {
            throw new S3Error("BadRequest", 400, "").With("Insufficient information. Origin request header needed.");
        }
        if (method.Length == 0)
        {
            throw new S3Error("BadRequest", 400, "").With("Invalid Access-Control-Request-Method: null");
        }
        if (context.Request.Bucket is null || context.Bucket.Cors is not { } cors)
        {
            throw Forbidden.With("CORSResponse: CORS is not enabled for this bucket.");
        }
        var headers = request.AccessControlRequestHeaders.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var rule = cors.Match(origin, method, headers) ?? throw Forbidden.With(Forbidden.Message);
        rule.Write(context.Http.Response.Headers, origin);
        if (headers.Length > 0)
        {
            context.Http.Response.Headers.AccessControlAllowHeaders = string.Join(", ", headers.Select(header => header.ToLowerInvariant()));
        }
    }

    public static void AddHeaders(S3Context context)
    {
        var origin = context.Http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && context.Request.Bucket is { } name && context.Store.Buckets.Find(name)?.Cors is { } cors)
        {
            cors.Match(origin, context.Http.Request.Method, [])?.Write(context.Http.Response.Headers, origin);
        }
    }
}
