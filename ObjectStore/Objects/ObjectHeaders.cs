using System.Globalization;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Objects;

/// <summary>Writes what is known about a version into the headers of an answer.</summary>
internal static class ObjectHeaders
{
    /// <summary>Answers of requests that made an object.</summary>
    public static void WriteStored(S3Context context, string key, StoredObject stored)
    {
        var headers = context.Http.Response.Headers;
        headers.ETag = XmlResponse.Quote(stored.ETag);
        WriteNewVersion(context, stored);
        WriteEncryption(headers, stored.Attributes);
        WriteChecksum(headers, stored);
        WriteExpiration(context, key, stored);
    }

    /// <summary>Answers of GET and HEAD.</summary>
    public static void WriteAll(S3Context context, StoredObject version)
    {
        var headers = context.Http.Response.Headers;
        WriteIdentity(context, version);
        headers.AcceptRanges = "bytes";
        foreach (var (name, value) in version.Attributes.Headers)
        {
            headers[name] = value;
        }
        foreach (var (name, value) in version.Attributes.Metadata)
        {
            headers[S3Headers.MetadataPrefix + name] = value;
        }
        WriteEncryption(headers, version.Attributes);
        WriteExpiration(context, context.Key, version);
        if (version.Attributes.StorageClass != StoredObject.StandardClass)
        {
            headers[S3Headers.StorageClass] = version.Attributes.StorageClass;
        }
        if (version.Attributes.WebsiteRedirect is { } redirect)
        {
            headers[S3Headers.WebsiteRedirect] = redirect;
        }
        if (version.Tags.Count > 0)
        {
            headers["x-amz-tagging-count"] = version.Tags.Count.ToString(CultureInfo.InvariantCulture);
        }
        if (version.Retention is { } retention)
        {
            headers[S3Headers.LockMode] = retention.ModeName;
            headers[S3Headers.LockUntil] = XmlResponse.Time(retention.Until);
        }
        if (version.LegalHold)
        {
            headers[S3Headers.LegalHold] = "ON";
        }
    }

    /// <summary>The checksum, where the client asked for it. A range has none: the stored one is of other bytes.</summary>
    /// <param name="part">The part that is sent, where one was asked for by its number.</param>
    public static void WriteChecksum(S3Context context, StoredObject version, Segment? part)
    {
        if (version.Checksum is not { } checksum
            || !string.Equals(context.Header(S3Headers.ChecksumMode), "ENABLED", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }
        var headers = context.Http.Response.Headers;
        WriteChecksum(headers, version);
        if (part is not null)
        {
            headers[checksum.Algorithm.Header()] = part.Checksum;
        }
    }

    /// <summary>What even a "not modified" answer carries.</summary>
    public static void WriteIdentity(S3Context context, StoredObject version)
    {
        var headers = context.Http.Response.Headers;
        headers.ETag = XmlResponse.Quote(version.ETag);
        headers.LastModified = version.LastModified.ToString("R", CultureInfo.InvariantCulture);
        WriteVersion(context, version);
    }

    /// <summary>Only where versioning is enabled does a write name the version that it made.</summary>
    public static void WriteNewVersion(S3Context context, StoredObject stored)
    {
        if (stored.VersionId != StoredObject.NullVersion)
        {
            context.Http.Response.Headers[S3Headers.VersionId] = stored.VersionId;
        }
    }

    public static void WriteVersion(S3Context context, StoredObject version)
    {
        if (context.Store.Buckets.Find(context.BucketName) is { Versioning: not Versioning.Off })
        {
            context.Http.Response.Headers[S3Headers.VersionId] = version.VersionId;
        }
    }

    public static void WriteEncryption(IHeaderDictionary headers, ObjectAttributes attributes)
    {
        if (attributes.Encrypted)
        {
            headers[S3Headers.Encryption] = "AES256";
        }
    }

    public static void WriteChecksum(IHeaderDictionary headers, StoredObject version)
    {
        if (version.Checksum is { } checksum)
        {
            headers[checksum.Algorithm.Header()] = checksum.Value;
            headers[S3Headers.ChecksumType] = checksum.Type.Name();
        }
    }

    private static void WriteExpiration(S3Context context, string key, StoredObject version)
    {
        var expiry = context.Store.Buckets.Find(context.BucketName)?.Lifecycle?.ExpiryOf(key, version, context.Options.LifecycleDay);
        if (expiry is { } found)
        {
            context.Http.Response.Headers["x-amz-expiration"] =
                $"expiry-date=\"{found.At.ToString("R", CultureInfo.InvariantCulture)}\", rule-id=\"{PercentCoding.Encode(found.RuleId)}\"";
        }
    }
}
