using System.Text;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Locking;

namespace Platform.ObjectStore.Objects;

/// <summary>Reads what a request that makes an object says about it in its headers.</summary>
internal static class WriteHeaders
{
    public const long MaxObjectBytes = 5L * 1024 * 1024 * 1024;
    public const int MaxKeyBytes = 1024;
    private const int MaxMetadataBytes = 2 * 1024;
    private const string DefaultContentType = "binary/octet-stream";

    // Classes whose objects can be read at once; GLACIER and DEEP_ARCHIVE would have to be restored first.
    private static readonly string[] StorageClasses =
        ["STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"];

    public static ObjectAttributes Attributes(S3Context context, Bucket bucket)
    {
        RefuseAcl(context);
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var name in S3Headers.Kept)
        {
            if (context.Header(name) is { } value && Keep(name, value) is { Length: > 0 } kept)
            {
                headers.Add(new(name, HeaderText.Checked(name, kept)));
            }
        }
        if (!headers.Exists(header => header.Key == "content-type"))
        {
            headers.Add(new("content-type", DefaultContentType));
        }
        return new ObjectAttributes
        {
            Headers = headers,
            Metadata = Metadata(context.MetadataHeaders()),
            StorageClass = StorageClass(context.Header(S3Headers.StorageClass)),
            Encrypted = Encryption(context) || bucket.EncryptsByDefault,
            WebsiteRedirect = Redirect(context.Header(S3Headers.WebsiteRedirect)),
        };
    }

    public static List<KeyValuePair<string, string>> Metadata(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var metadata = headers.Select(header => KeyValuePair.Create(HeaderText.CheckedName(header.Key), HeaderText.Checked(S3Headers.MetadataPrefix + header.Key, header.Value))).ToList();
        var size = metadata.Sum(pair => Encoding.Latin1.GetByteCount(pair.Key) + Encoding.Latin1.GetByteCount(pair.Value));
        return size <= MaxMetadataBytes ? metadata
            : throw S3Error.MetadataTooLarge.With(
                S3Error.MetadataTooLarge.Message, ("Size", $"{size}"), ("MaxSizeAllowed", $"{MaxMetadataBytes}"));
    }

    public static void CheckKey(string key)
    {
        var size = Encoding.UTF8.GetByteCount(key);
        if (size > MaxKeyBytes)
        {
            throw S3Error.KeyTooLong.With(S3Error.KeyTooLong.Message, ("Size", $"{size}"), ("MaxSizeAllowed", $"{MaxKeyBytes}"));
        }
        if (key.Contains('\0'))
        {
            throw S3Error.InvalidArgument.With("An object key cannot contain a zero character.");
        }
    }

    public static string StorageClass(string? name) => name switch
    {
        null or "" => StoredObject.StandardClass,
        _ when StorageClasses.Contains(name) => name,
        _ => throw S3Error.InvalidStorageClass,
    };

    /// <summary>Is SSE-S3 asked for? Other kinds of encryption are refused, so nobody takes them for granted.</summary>
    public static bool Encryption(S3Context context)
    {
        if (context.Header("x-amz-server-side-encryption-customer-algorithm") is not null
            || context.Header("x-amz-server-side-encryption-customer-key") is not null)
        {
            throw S3Error.InvalidRequest.With("Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.");
        }
        return context.Header(S3Headers.Encryption) switch
        {
            null => false,
            "AES256" => true,
            _ => throw S3Error.InvalidEncryptionAlgorithm,
        };
    }

    public static void RefuseAcl(S3Context context)
    {
        if (context.Header("x-amz-acl") is not (null or "private" or "bucket-owner-full-control" or "bucket-owner-read")
            || context.Http.Request.Headers.Any(header => header.Key.StartsWith("x-amz-grant-", StringComparison.OrdinalIgnoreCase)))
        {
            throw S3Error.AccessControlListNotSupported;
        }
    }

    public static Retention? Retention(S3Context context, Bucket bucket) => LockHeaders.Retention(
        context.Header(S3Headers.LockMode), context.Header(S3Headers.LockUntil), bucket, context.Now);

    public static bool LegalHold(S3Context context, Bucket bucket) => LockHeaders.LegalHold(context.Header(S3Headers.LegalHold), bucket);

    private static string Keep(string name, string value) => name != "content-encoding" || !value.Contains("aws-chunked", StringComparison.Ordinal) ? value
        : string.Join(", ", value.Split(',', StringSplitOptions.TrimEntries).Where(coding => coding != "aws-chunked"));

    private static string? Redirect(string? location) => location switch
    {
        null => null,
        _ when HeaderText.Checked(S3Headers.WebsiteRedirect, location).StartsWith('/') || location.StartsWith("http://", StringComparison.Ordinal) || location.StartsWith("https://", StringComparison.Ordinal) => location,
        _ => throw S3Error.InvalidArgument.With("The website redirect location must have a prefix of 'http://' or 'https://' or '/'."),
    };
}
