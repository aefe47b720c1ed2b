using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Hosting;
using Platform.ObjectStore.Signing;

namespace Platform.ObjectStore.Http;

/// <summary>One request on its way through the server.</summary>
internal sealed class S3Context(HttpContext http, Store store, S3Request request, string requestId)
{
    public HttpContext Http => http;

    public Store Store => store;

    public S3Request Request => request;

    public string RequestId => requestId;

    public StoreOptions Options => store.Options;

    /// <summary>Who asks. Set once the signature was checked.</summary>
    public Identity Identity { get; set; } = Identity.Anonymous;

    public CancellationToken Cancelled => http.RequestAborted;

    public string BucketName => request.Bucket ?? throw new InvalidOperationException("This operation has no bucket.");

    public string Key => request.Key ?? throw new InvalidOperationException("This operation has no key.");

    /// <exception cref="S3Exception">NoSuchBucket.</exception>
    public Bucket Bucket => store.Buckets.Get(BucketName);

    /// <summary>Signed by its query. S3 then takes x-amz-* parameters of the query for headers.</summary>
    public bool IsPresigned { get; set; }

    /// <summary>The address of an object in the request's bucket, in the style of the request.</summary>
    public string LocationOf(string key)
    {
        var path = PercentCoding.Encode(request.HasBucketInHost ? key : $"{BucketName}/{key}", keepSlash: true);
        return $"{http.Request.Scheme}://{http.Request.Host}/{path}";
    }

    public string? Header(string name)
    {
        var values = http.Request.Headers[name];
        if (values.Count > 0)
        {
            return values.ToString();
        }
        return IsPresigned && name.StartsWith("x-amz-", StringComparison.Ordinal) ? QueryHeader(name) : null;
    }

    /// <summary>User metadata by lower-case name, without x-amz-meta-.</summary>
    public IEnumerable<KeyValuePair<string, string>> MetadataHeaders()
    {
        var all = http.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));
        return (IsPresigned ? all.Concat(request.Query.Select(pair => KeyValuePair.Create(pair.Key, HeaderText.FromUnicode(pair.Value)))) : all)
            .Where(header => header.Key.StartsWith(S3Headers.MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(header => KeyValuePair.Create(header.Key[S3Headers.MetadataPrefix.Length..].ToLowerInvariant(), header.Value));
    }

    private string? QueryHeader(string name)
    {
        foreach (var (key, value) in request.Query)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return HeaderText.FromUnicode(value);
            }
        }
        return null;
    }

    /// <summary>The version asked for. An empty versionId is an error, as on S3.</summary>
    public string? VersionId
    {
        get
        {
            var id = request["versionId"];
            return id is { Length: 0 } ? throw S3Error.InvalidArgument.With("Version id cannot be the empty string") : id;
        }
    }

    public DateTimeOffset Now => store.Time.GetUtcNow();

    public RequestBody? Body { get; set; }

    /// <summary>A body needs a length, or the chunks of HTTP that tell its end.</summary>
    /// <exception cref="S3Exception">MissingContentLength.</exception>
    public void RequireLength()
    {
        if (Body!.Length is null && http.Request.Headers.TransferEncoding.Count == 0)
        {
            throw S3Error.MissingContentLength;
        }
    }
}
