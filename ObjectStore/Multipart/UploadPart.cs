using System.Globalization;
using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Multipart;

/// <summary>PUT of a part, from the body or by copying from an object.</summary>
internal static class UploadPart
{
    private const int MaxParts = 10000;

    public static async Task HandleAsync(S3Context context)
    {
        var (number, upload) = Begin(context);
        var body = context.Body!;
        context.RequireLength();
        if (body.Length > WriteHeaders.MaxObjectBytes)
        {
            throw PutObject.TooLarge(body.Length.Value);
        }
        var checksum = ChecksumRequest.From(context);
        if (upload.Algorithm is { } expected && checksum.Algorithm is { } given && given != expected)
        {
            throw S3Error.InvalidRequest.With($"Checksum Type mismatch occurred, expected checksum Type: {Checksums.ChecksumNames.Name(expected).ToLowerInvariant()}, actual checksum Type: {Checksums.ChecksumNames.Name(given).ToLowerInvariant()}");
        }
        using var blob = context.Store.Blobs.Begin();
        using var hasher = new ContentHasher(checksum.Algorithm ?? upload.Algorithm, body.ExpectedSha256 is not null);
        var hashes = await Ingest.CopyAsync(
            body, blob, hasher, WriteHeaders.MaxObjectBytes, () => PutObject.TooLarge(blob.Length), body.Length, context.Cancelled);
        checksum.Check(hashes, body);
        var part = Store(context, blob, hashes, number);
        var headers = context.Http.Response.Headers;
        headers.ETag = XmlResponse.Quote(part.ETag);
        ObjectHeaders.WriteEncryption(headers, upload.Attributes);
        if (part.Checksum is { } stored)
        {
            headers[Checksums.ChecksumNames.Header(stored.Algorithm)] = stored.Value;
        }
    }

    public static async Task CopyAsync(S3Context context)
    {
        var (number, upload) = Begin(context);
        var source = CopySource.Parse(context.Header(S3Headers.CopySource)!);
        var (original, reader) = source.Open(context);
        using var _ = reader;
        var length = Select(context, original, reader);
        using var blob = context.Store.Blobs.Begin();
        using var hasher = new ContentHasher(upload.Algorithm, needsSha256: false);
        var hashes = await Ingest.CopyAsync(
            reader, blob, hasher, WriteHeaders.MaxObjectBytes, () => PutObject.TooLarge(blob.Length), length, context.Cancelled);
        var part = Store(context, blob, hashes, number);
        ObjectHeaders.WriteEncryption(context.Http.Response.Headers, upload.Attributes);
        if (context.Store.Buckets.Find(source.Bucket)?.Versioning is not Buckets.Versioning.Off)
        {
            context.Http.Response.Headers["x-amz-copy-source-version-id"] = original.VersionId;
        }
        await context.Http.Response.WriteXmlAsync("CopyPartResult", xml =>
        {
            xml.WriteElementString("LastModified", XmlResponse.Time(part.LastModified));
            xml.WriteElementString("ETag", XmlResponse.Quote(part.ETag));
            if (part.Checksum is { } stored)
            {
                xml.WriteElementString(Checksums.ChecksumNames.Element(stored.Algorithm), stored.Value);
            }
        });
    }

    private static (int Number, Upload Upload) Begin(S3Context context)
    {
        var text = context.Request["partNumber"];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MaxParts)
        {
            throw S3Error.InvalidArgument.With($"Part number must be an integer between 1 and {MaxParts}, inclusive", ("ArgumentName", "partNumber"), ("ArgumentValue", text ?? ""));
        }
        var bucket = context.Bucket;
        WriteHeaders.Encryption(context);
        return (number, context.Store.Uploads.Get(bucket.Name, context.Key, context.Request["uploadId"]!));
    }

    private static long Select(S3Context context, StoredObject original, ObjectReader reader)
    {
        if (context.Header("x-amz-copy-source-range") is not { } header)
        {
            if (original.Size > WriteHeaders.MaxObjectBytes)
            {
                throw S3Error.InvalidRequest.With($"The specified copy source is larger than the maximum allowable size for a copy source: {WriteHeaders.MaxObjectBytes}");
            }
            return original.Size;
        }
        if (!ByteRange.TryParse(header, original.Size, out var range) || range is not { } part || !IsExact(header, part))
        {
            throw S3Error.InvalidArgument.With(
                $"The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy, within an object of size {original.Size}",
                ("ArgumentName", "x-amz-copy-source-range"),
                ("ArgumentValue", header));
        }
        reader.Seek(part.Start, part.Length);
        return part.Length;
    }

    // Unlike GET, a copy wants both ends named and inside the object.
    private static bool IsExact(string header, ByteRange part) =>
        header == string.Create(CultureInfo.InvariantCulture, $"bytes={part.Start}-{part.End}");

    private static Part Store(S3Context context, BlobWriter blob, ContentHashes hashes, int number)
    {
        blob.Complete();
        var part = new Part(number, blob.Length == 0 ? Guid.Empty : blob.Id, blob.Length, hashes.Md5, context.Now, hashes.Checksum);
        return context.Store.Transact(transaction =>
        {
            transaction.Keep(blob);
            context.Store.Uploads.PutPart(transaction, context.BucketName, context.Key, context.Request["uploadId"]!, part);
            return part;
        });
    }
}
