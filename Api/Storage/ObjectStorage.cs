using System.Diagnostics;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Platform.Api.Storage;

/// <summary>
/// The shop's bucket. Every call is bounded and has a span; a storage that is gone is <see cref="StorageUnavailableException"/>.
/// The client is made on first use, because the AWS SDK takes a while to load.
/// </summary>
internal sealed class ObjectStorage(StorageConnection? connection, Action<AmazonS3Config>? configure = null) : IDisposable
{
    private readonly Lazy<IAmazonS3> _client = new(() => S3Clients.Create(connection!, configure));

    public bool IsConfigured => connection is not null;

    public string Bucket => connection?.Bucket ?? "";

    public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        RunAsync("PutObject", key, client => client.PutObjectAsync(
            new() { BucketName = Bucket, Key = key, InputStream = content, ContentType = contentType, AutoCloseStream = false }, cancellationToken));

    /// <summary>Opens an object, whole or in part. Null when it does not exist. Its body is bounded like the call itself.</summary>
    public Task<GetObjectResponse?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken) =>
        RunOrNullAsync("GetObject", key, async client =>
        {
            var answer = await client.GetObjectAsync(new() { BucketName = Bucket, Key = key, ByteRange = range }, cancellationToken);
            answer.ResponseStream = new BoundedStream(answer.ResponseStream, client.Config.Timeout ?? S3Clients.Timeout);
            return answer;
        });

    /// <summary>Size and ETag of an object. Null when it does not exist.</summary>
    public Task<GetObjectMetadataResponse?> HeadAsync(string key, CancellationToken cancellationToken) =>
        RunOrNullAsync("HeadObject", key, client => client.GetObjectMetadataAsync(Bucket, key, cancellationToken));

    /// <summary>Copies an object as long as it is still the one with this ETag.</summary>
    public Task CopyAsync(string from, string etag, string to, string contentType, CancellationToken cancellationToken) =>
        RunAsync("CopyObject", to, client => client.CopyObjectAsync(
            new()
            {
                SourceBucket = Bucket,
                SourceKey = from,
                ETagToMatch = etag,
                DestinationBucket = Bucket,
                DestinationKey = to,
                ContentType = contentType,
                MetadataDirective = S3MetadataDirective.REPLACE,
            },
            cancellationToken));

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        RunAsync("DeleteObject", key, client => client.DeleteObjectAsync(Bucket, key, cancellationToken));

    /// <summary>A URL with which a browser may write one object for a while.</summary>
    public string PresignPut(string key, string contentType, DateTimeOffset expires) => Presign(new()
    {
        BucketName = Bucket,
        Key = key,
        Verb = HttpVerb.PUT,
        ContentType = contentType,
        Expires = expires.UtcDateTime,
    });

    /// <summary>A URL with which a browser may write one part of a multipart upload for a while.</summary>
    public string PresignPart(string key, string uploadId, int part, DateTimeOffset expires) => Presign(new()
    {
        BucketName = Bucket,
        Key = key,
        Verb = HttpVerb.PUT,
        UploadId = uploadId,
        PartNumber = part,
        Expires = expires.UtcDateTime,
    });

    public async Task<string> StartMultipartAsync(string key, string contentType, CancellationToken cancellationToken) =>
        (await RunAsync("CreateMultipartUpload", key, client => client.InitiateMultipartUploadAsync(
            new() { BucketName = Bucket, Key = key, ContentType = contentType }, cancellationToken))).UploadId;

    /// <summary>Puts the parts together. False when the storage refuses them.</summary>
    public async Task<bool> CompleteMultipartAsync(string key, string uploadId, IEnumerable<PartETag> parts, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync("CompleteMultipartUpload", key, client => client.CompleteMultipartUploadAsync(
                new() { BucketName = Bucket, Key = key, UploadId = uploadId, PartETags = [.. parts] }, cancellationToken));
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            return false;
        }
    }

    /// <summary>Makes the bucket and sets its rules; run at every start, it changes nothing the second time.</summary>
    public async Task PrepareBucketAsync(string[] origins, CancellationToken cancellationToken)
    {
        await RunAsync("CreateBucket", null, async client =>
        {
            try
            {
                return (object)await client.PutBucketAsync(Bucket, cancellationToken);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Conflict && e.ErrorCode is "BucketAlreadyOwnedByYou" or "BucketAlreadyExists")
            {
                return e;
            }
        });
        await RunAsync("PutBucketVersioning", null, client => client.PutBucketVersioningAsync(BucketRules.Versioning(Bucket), cancellationToken));
        await RunAsync("PutBucketCors", null, async client =>
        {
            try
            {
                return (object)await client.PutCORSConfigurationAsync(BucketRules.Cors(Bucket, origins), cancellationToken);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotImplemented)
            {
                // MinIO has no such rules for a bucket; it lets every origin in (MINIO_API_CORS_ALLOW_ORIGIN).
                return e;
            }
        });
        await RunAsync("PutBucketLifecycle", null, client => client.PutLifecycleConfigurationAsync(BucketRules.Lifecycle(Bucket), cancellationToken));
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private string Presign(GetPreSignedUrlRequest request)
    {
        ThrowIfNotConfigured();
        request.Protocol = connection!.Endpoint?.Scheme == "http" ? Protocol.HTTP : Protocol.HTTPS;
        return _client.Value.GetPreSignedURL(request);
    }

    private async Task<T?> RunOrNullAsync<T>(string operation, string key, Func<IAmazonS3, Task<T>> call)
        where T : class
    {
        try
        {
            return await RunAsync(operation, key, call);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<T> RunAsync<T>(string operation, string? key, Func<IAmazonS3, Task<T>> call)
    {
        ThrowIfNotConfigured();
        using var activity = StorageTelemetry.Start(operation, key);
        var started = Stopwatch.GetTimestamp();
        var failed = true;
        try
        {
            var result = await call(_client.Value);
            failed = false;
            return result;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket")
        {
            // That there is no such object is an answer, not a failure of the storage.
            failed = false;
            throw;
        }
        catch (Exception e) when (IsGone(e))
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw new StorageUnavailableException($"The object storage did not answer {operation}: {e.Message}", e);
        }
        finally
        {
            StorageTelemetry.Measure(operation, started, failed);
        }
    }

    private static bool IsGone(Exception e) => e switch
    {
        AmazonServiceException s3 => s3.StatusCode is 0 or >= HttpStatusCode.InternalServerError,
        AmazonClientException or HttpRequestException or TimeoutException => true,
        TaskCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    private void ThrowIfNotConfigured()
    {
        if (connection is null)
        {
            throw new StorageUnavailableException("There is no object storage: ConnectionStrings__storage is not set.");
        }
    }
}
