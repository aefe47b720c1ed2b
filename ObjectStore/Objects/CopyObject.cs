using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Objects;

/// <summary>PUT with x-amz-copy-source.</summary>
internal static class CopyObject
{
    public static async Task HandleAsync(S3Context context)
    {
        WriteHeaders.CheckKey(context.Key);
        var bucket = context.Bucket;
        var source = CopySource.Parse(context.Header(S3Headers.CopySource)!);
        var replacesMetadata = Replaces(context, "x-amz-metadata-directive");
        var replacesTags = Replaces(context, "x-amz-tagging-directive");
        var given = WriteHeaders.Attributes(context, bucket);
        var givenTags = TagSet.FromHeader(context.Header(S3Headers.Tagging));
        var retention = WriteHeaders.Retention(context, bucket);
        var legalHold = WriteHeaders.LegalHold(context, bucket);
        var algorithm = Algorithm(context);
        var condition = WriteCondition.From(context);
        var (original, reader) = source.Open(context);
        using var _ = reader;
        RefuseNoChange(context, bucket, source, replacesMetadata, algorithm);
        if (original.Size > WriteHeaders.MaxObjectBytes)
        {
            throw S3Error.InvalidRequest.With($"The specified copy source is larger than the maximum allowable size for a copy source: {WriteHeaders.MaxObjectBytes}");
        }
        using var blob = context.Store.Blobs.Begin();
        using var hasher = new ContentHasher(algorithm ?? original.Checksum?.Algorithm, needsSha256: false);
        var hashes = await Ingest.CopyAsync(
            reader, blob, hasher, WriteHeaders.MaxObjectBytes, () => PutObject.TooLarge(blob.Length), original.Size, context.Cancelled);
        blob.Complete();
        var stored = context.Store.Transact(transaction =>
        {
            transaction.Keep(blob);
            return context.Store.Objects.Put(transaction, bucket.Name, context.Key, new StoredObject
            {
                Blob = blob.Length == 0 ? Guid.Empty : blob.Id,
                Size = blob.Length,
                ETag = hashes.Md5,
                LastModified = context.Now,
                Attributes = replacesMetadata ? given : original.Attributes with
                {
                    StorageClass = given.StorageClass,
                    Encrypted = given.Encrypted,
                    WebsiteRedirect = given.WebsiteRedirect,
                },
                Tags = replacesTags ? givenTags : original.Tags,
                Checksum = hashes.Checksum,
                Retention = retention,
                LegalHold = legalHold,
            }, condition);
        });
        await WriteResultAsync(context, source, original, stored);
    }

    private static Task WriteResultAsync(S3Context context, CopySource source, StoredObject original, StoredObject stored)
    {
        var headers = context.Http.Response.Headers;
        ObjectHeaders.WriteNewVersion(context, stored);
        ObjectHeaders.WriteEncryption(headers, stored.Attributes);
        if (context.Store.Buckets.Find(source.Bucket)?.Versioning is not Versioning.Off)
        {
            headers["x-amz-copy-source-version-id"] = original.VersionId;
        }
        return context.Http.Response.WriteXmlAsync("CopyObjectResult", xml =>
        {
            xml.WriteElementString("LastModified", XmlResponse.Time(stored.LastModified));
            xml.WriteElementString("ETag", XmlResponse.Quote(stored.ETag));
            if (stored.Checksum is { } checksum)
            {
                xml.WriteElementString("ChecksumType", checksum.Type.Name());
                xml.WriteElementString(checksum.Algorithm.Element(), checksum.Value);
            }
        });
    }

    private static void RefuseNoChange(S3Context context, Bucket bucket, CopySource source, bool replacesMetadata, ChecksumAlgorithm? algorithm)
    {
        if (source.Bucket == bucket.Name && source.Key == context.Key && source.VersionId is null && !replacesMetadata && algorithm is null
            && context.Header(S3Headers.StorageClass) is null && context.Header(S3Headers.Encryption) is null && context.Header(S3Headers.WebsiteRedirect) is null)
        {
            throw S3Error.InvalidRequest.With("This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }
    }

    private static bool Replaces(S3Context context, string directive) => context.Header(directive) switch
    {
        null or "COPY" => false,
        "REPLACE" => true,
        var other => throw S3Error.InvalidArgument.With($"Unknown {(directive.Contains("metadata", StringComparison.Ordinal) ? "metadata" : "tagging")} directive.", ("ArgumentName", directive), ("ArgumentValue", other)),
    };

    private static ChecksumAlgorithm? Algorithm(S3Context context) => context.Header(S3Headers.ChecksumAlgorithm) is not { } name ? null
        : ChecksumNames.Parse(name) ?? throw S3Error.InvalidRequest.With("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
}
