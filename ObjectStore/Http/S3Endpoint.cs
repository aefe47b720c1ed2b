using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Hosting;
using Platform.ObjectStore.Policy;
using Platform.ObjectStore.Signing;

namespace Platform.ObjectStore.Http;

/// <summary>Takes every request that is not a health check from its signature to its answer.</summary>
internal sealed class S3Endpoint(OpenStore open, Telemetry telemetry, ILogger<S3Endpoint> logger)
{
    private const int MaxHeaderBytes = 8 * 1024;
    private long _requests = Random.Shared.NextInt64(1L << 40, 1L << 56);

    public async Task HandleAsync(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var requestId = Interlocked.Increment(ref _requests).ToString("X16");
        http.Response.Headers["x-amz-request-id"] = requestId;
        http.Response.Headers["x-amz-id-2"] = requestId;
        http.Response.Headers.Server = "ObjectStore";
        var connection = http.Features.Get<HalfClosedConnections>() ?? new HalfClosedConnections();
        connection.InRequest = true;
        var unread = false;
        var operation = "Unknown";
        try
        {
            operation = await HandleAsync(http, requestId);
        }
        catch (Exception e)
        {
            operation = (e as OperationException)?.Operation ?? operation;
            await AnswerAsync(http, e is OperationException { InnerException: { } inner } ? inner : e, requestId);
            unread = http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0;
        }
        // Kestrel still reads what is left of a refused body, and must not drop the answer where that ends early.
        connection.InRequest = unread;
        telemetry.Record(operation, http, started);
    }

    private async Task<string> HandleAsync(HttpContext http, string requestId)
    {
        CheckHeaderSize(http.Request.Headers);
        var store = open.Current;
        var request = S3Request.Parse(http, store.Options.Domains);
        var context = new S3Context(http, store, request, requestId);
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            Cors.Preflight(context);
            return "Preflight";
        }
        var target = request.Key is not null ? Target.Object : request.Bucket is not null ? Target.Bucket : Target.Service;
        Cors.AddHeaders(context);
        var signature = store.Authenticator.Check(http, request);
        context.Identity = signature is null ? Identity.Anonymous : Identity.Owner;
        context.IsPresigned = signature is not null && !http.Request.Headers.ContainsKey("Authorization");
        var operation = Operations.Find(http.Request.Method, target, request, http.Request.Headers);
        telemetry.Name(operation.Name);
        try
        {
            CheckOwner(context);
            Authorize(context, operation);
            context.Body = RequestBody.Create(http, signature);
            await operation.Handle(context);
            return operation.Name;
        }
        catch (Exception e)
        {
            throw new OperationException(operation.Name, e);
        }
    }

    private static void CheckOwner(S3Context context)
    {
        if (context.Header("x-amz-expected-bucket-owner") is not (null or Acl.OwnerId)
            || context.Header("x-amz-source-expected-bucket-owner") is not (null or Acl.OwnerId))
        {
            throw S3Error.AccessDenied;
        }
    }

    private static void Authorize(S3Context context, Operation operation)
    {
        if (context.Identity == Identity.Owner)
        {
            return;
        }
        // A form carries its own signature; many deletions are allowed or refused one by one.
        if (operation.Name is "PostObject" or "DeleteObjects")
        {
            _ = context.Bucket;
            return;
        }
        if (operation.Target == Target.Service || operation.Name == "CreateBucket")
        {
            throw S3Error.AccessDenied;
        }
        var action = context.Request.Has("versionId") ? operation.Action switch
        {
            "s3:GetObject" => "s3:GetObjectVersion",
            "s3:DeleteObject" => "s3:DeleteObjectVersion",
            "s3:GetObjectTagging" => "s3:GetObjectVersionTagging",
            var other => other,
        }
        : operation.Action;
        Access.Require(context, action, context.Bucket, context.Request.Key);
    }

    private async Task AnswerAsync(HttpContext http, Exception exception, string requestId)
    {
        var error = Translate(http, exception);
        if (error is null)
        {
            http.Abort();
            return;
        }
        // What this server does not have is no fault of it.
        if (error.Error.Status >= 500 && error.Error != S3Error.NotImplemented)
        {
            logger.LogError(exception, "{Method} {Path} failed with {Code}", http.Request.Method, http.Request.Path, error.Error.Code);
        }
        if (http.Response.HasStarted)
        {
            // Too late for an error document: the client must see that the body is not whole.
            http.Abort();
            return;
        }
        try
        {
            // A client that waits for "100 Continue" sends no body after this answer, and Kestrel would take its next request for it.
            if (error.Error == S3Error.IncompleteBody || http.Request.Headers.Expect.Count > 0)
            {
                http.Response.Headers.Connection = "close";
            }
            var resource = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
            await ErrorWriter.WriteAsync(http, error, resource, requestId);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            http.Abort();
        }
    }

    /// <summary>The S3 error for an exception, or null where the client is gone.</summary>
    private static S3Exception? Translate(HttpContext http, Exception exception) => exception switch
    {
        S3Exception error => error,
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new S3Exception(S3Error.RequestTimeout),
        BadHttpRequestException => new S3Exception(S3Error.IncompleteBody),
        ConnectionResetException or ConnectionAbortedException => null,
        OperationCanceledException when http.RequestAborted.IsCancellationRequested || exception.InnerException is ConnectionAbortedException => null,
        IOException io when DiskErrors.IsFull(io) => new S3Exception(S3Error.InsufficientStorage),
        _ when DiskErrors.IsReadOnly(exception) => S3Error.InsufficientStorage.With("The disk of this server cannot be written to."),
        _ => new S3Exception(S3Error.InternalError),
    };

    private static void CheckHeaderSize(IHeaderDictionary headers)
    {
        var size = 0;
        foreach (var (name, value) in headers)
        {
            size += name.Length + value.ToString().Length + 4;
        }
        if (size > MaxHeaderBytes)
        {
            throw S3Error.RequestHeaderSectionTooLarge.With(S3Error.RequestHeaderSectionTooLarge.Message, ("MaxSizeAllowed", $"{MaxHeaderBytes}"));
        }
    }

    private sealed class OperationException(string operation, Exception inner) : Exception(null, inner)
    {
        public string Operation => operation;
    }
}
