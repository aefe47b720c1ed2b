using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Locking;

namespace Platform.ObjectStore.Objects;

/// <summary>PUT of an object.</summary>
internal static class PutObject
{
    public static async Task HandleAsync(S3Context context)
    {
        WriteHeaders.CheckKey(context.Key);
        var bucket = context.Bucket;
        var body = context.Body!;
        context.RequireLength();
        if (body.Length > WriteHeaders.MaxObjectBytes)
        {
            throw TooLarge(body.Length.Value);
        }
        var attributes = WriteHeaders.Attributes(context, bucket);
        var tags = TagSet.FromHeader(context.Header(S3Headers.Tagging));
        var retention = WriteHeaders.Retention(context, bucket);
        var legalHold = WriteHeaders.LegalHold(context, bucket);
        var checksum = ChecksumRequest.From(context);
        var condition = WriteCondition.From(context);
        var current = context.Store.Objects.Current(bucket.Name, context.Key);
        // Checked again when the object becomes visible; here it saves the client from sending the body.
        condition.Check(current is { IsDeleteMarker: false } ? current : null, context.Key);

        using var blob = context.Store.Blobs.Begin();
        using var hasher = new ContentHasher(checksum.Algorithm, body.ExpectedSha256 is not null);
        var hashes = await Ingest.CopyAsync(
            body, blob, hasher, WriteHeaders.MaxObjectBytes, () => TooLarge(blob.Length), body.Length, context.Cancelled);
        checksum.Check(hashes, body);
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
                Attributes = attributes,
                Tags = tags,
                Checksum = hashes.Checksum,
                Retention = retention,
                LegalHold = legalHold,
            }, condition);
        });
        ObjectHeaders.WriteStored(context, context.Key, stored);
    }

    public static S3Exception TooLarge(long size) => S3Error.EntityTooLarge.With(
        S3Error.EntityTooLarge.Message, ("ProposedSize", $"{size}"), ("MaxSizeAllowed", $"{WriteHeaders.MaxObjectBytes}"));
}
