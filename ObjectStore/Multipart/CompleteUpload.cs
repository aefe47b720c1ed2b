using System.Globalization;
using System.Security.Cryptography;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Multipart;

/// <summary>POST ?uploadId: makes the parts one object. The parts' blobs become the object's, nothing is copied.</summary>
internal static class CompleteUpload
{
    private const long MaxObjectBytes = 5L * 1024 * 1024 * 1024 * 1024;

    public static async Task HandleAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var uploadId = context.Request["uploadId"]!;
        var requested = await RequestedPart.ReadAllAsync(context);
        var condition = WriteCondition.From(context);
        var stored = context.Store.Transact(transaction => Complete(context, transaction, uploadId, requested, condition));
        ObjectHeaders.WriteNewVersion(context, stored);
        ObjectHeaders.WriteEncryption(context.Http.Response.Headers, stored.Attributes);
        await context.Http.Response.WriteXmlAsync("CompleteMultipartUploadResult", xml =>
        {
            xml.WriteElementString("Location", context.LocationOf(context.Key));
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Key", context.Key);
            xml.WriteElementString("ETag", XmlResponse.Quote(stored.ETag));
            if (stored.Checksum is { } checksum)
            {
                xml.WriteElementString(checksum.Algorithm.Element(), checksum.Value);
                xml.WriteElementString("ChecksumType", checksum.Type.Name());
            }
        });
    }

    private static StoredObject Complete(S3Context context, Transaction transaction, string uploadId, List<RequestedPart> requested, WriteCondition condition)
    {
        var store = context.Store;
        var upload = FindUpload(context, uploadId, requested, out var already);
        if (already is not null)
        {
            return already;
        }
        var parts = RequestedPart.Select(requested, store.Uploads.Parts(uploadId, 0, int.MaxValue), upload!);
        var size = parts.Sum(part => part.Size);
        CheckSize(context, size);
        var checksum = CombineChecksums(context, upload!, parts);
        var id = Guid.NewGuid();
        var stored = store.Objects.Put(transaction, context.BucketName, context.Key, new StoredObject
        {
            Blob = id,
            Size = size,
            ETag = ETagOf(parts),
            LastModified = context.Now,
            PartCount = parts.Count,
            Attributes = upload!.Attributes,
            Tags = upload.Tags,
            Checksum = checksum,
            Retention = upload.Retention,
            LegalHold = upload.LegalHold,
        }, condition);
        var segments = parts.ConvertAll(part => new Segment(part.Number, part.Blob, part.Size, upload.Algorithm is null ? null : part.Checksum?.Value));
        transaction.Rows.Put(Keys.SegmentsOf(id), Segment.ToBytes(segments));
        store.Uploads.Remove(transaction, context.BucketName, context.Key, uploadId, [.. parts.Select(part => part.Blob)]);
        return stored;
    }

    /// <summary>A client that lost the answer asks again: the object is there, so the answer is the same.</summary>
    private static Upload? FindUpload(S3Context context, string uploadId, List<RequestedPart> requested, out StoredObject? already)
    {
        already = null;
        try
        {
            return context.Store.Uploads.Get(context.BucketName, context.Key, uploadId);
        }
        catch (S3Exception e) when (e.Error == S3Error.NoSuchUpload)
        {
            var current = context.Store.Objects.Current(context.BucketName, context.Key);
            if (current?.PartCount == requested.Count && current.ETag == ETagOf(requested.Select(part => part.ETag), requested.Count))
            {
                already = current;
                return null;
            }
            throw;
        }
    }

    private static void CheckSize(S3Context context, long size)
    {
        if (size > MaxObjectBytes)
        {
            throw PutObject.TooLarge(size);
        }
        if (context.Header("x-amz-mp-object-size") is { } text
            && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var expected) || expected != size))
        {
            throw S3Error.InvalidRequest.With($"The provided 'x-amz-mp-object-size' header value {text} does not match what was computed: {size}");
        }
    }

    private static Checksum? CombineChecksums(S3Context context, Upload upload, List<Part> parts)
    {
        if (upload.Algorithm is not { } algorithm)
        {
            return null;
        }
        var type = upload.ChecksumType;
        if (context.Header(S3Headers.ChecksumType) is { } asked && asked != type.Name())
        {
            throw S3Error.InvalidRequest.With($"The upload was created using the {type.Name()} checksum mode. The complete request must use the same checksum mode.");
        }
        var value = type == ChecksumType.Composite
            ? ChecksumCombiner.Composite(algorithm, parts.ConvertAll(part => part.Checksum!.Value))
            : ChecksumCombiner.FullObject(algorithm, parts.ConvertAll(part => (part.Checksum!.Value, part.Size)));
        if (context.Header(algorithm.Header()) is { } given && given != value && given != value.Split('-')[0])
        {
            throw S3Error.BadDigest.With($"The {algorithm.Name()} you specified did not match the calculated checksum.");
        }
        return new Checksum(algorithm, value, type);
    }

    private static string ETagOf(List<Part> parts) => ETagOf(parts.Select(part => part.ETag), parts.Count);

    private static string ETagOf(IEnumerable<string> partETags, int count)
    {
        try
        {
            var joined = Convert.FromHexString(string.Concat(partETags));
            return $"{Convert.ToHexStringLower(MD5.HashData(joined))}-{count}";
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
