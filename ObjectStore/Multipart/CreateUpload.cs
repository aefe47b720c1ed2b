using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Multipart;

/// <summary>POST ?uploads.</summary>
internal static class CreateUpload
{
    public static Task HandleAsync(S3Context context)
    {
        WriteHeaders.CheckKey(context.Key);
        var bucket = context.Bucket;
        var (algorithm, type) = Checksum(context);
        var upload = new Upload
        {
            Id = VersionIds.Create((ulong)context.Now.UtcTicks),
            Initiated = context.Now,
            Attributes = WriteHeaders.Attributes(context, bucket),
            Tags = TagSet.FromHeader(context.Header(S3Headers.Tagging)),
            Algorithm = algorithm,
            ChecksumType = type,
            Retention = WriteHeaders.Retention(context, bucket),
            LegalHold = WriteHeaders.LegalHold(context, bucket),
        };
        context.Store.Uploads.Create(bucket.Name, context.Key, upload);
        var headers = context.Http.Response.Headers;
        ObjectHeaders.WriteEncryption(headers, upload.Attributes);
        if (algorithm is { } chosen)
        {
            headers[S3Headers.ChecksumAlgorithm] = chosen.Name();
            headers[S3Headers.ChecksumType] = type.Name();
        }
        return context.Http.Response.WriteXmlAsync("InitiateMultipartUploadResult", xml =>
        {
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Key", context.Key);
            xml.WriteElementString("UploadId", upload.Id);
        });
    }

    private static (ChecksumAlgorithm?, ChecksumType) Checksum(S3Context context)
    {
        var typeName = context.Header(S3Headers.ChecksumType);
        if (context.Header(S3Headers.ChecksumAlgorithm) is not { } name)
        {
            return typeName is null ? (null, ChecksumType.Composite)
                : throw S3Error.InvalidRequest.With("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        }
        var algorithm = ChecksumNames.Parse(name)
            ?? throw S3Error.InvalidRequest.With("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        var type = typeName switch
        {
            null => algorithm == ChecksumAlgorithm.Crc64Nvme ? ChecksumType.FullObject : ChecksumType.Composite,
            "FULL_OBJECT" => ChecksumType.FullObject,
            "COMPOSITE" => ChecksumType.Composite,
            _ => throw S3Error.InvalidRequest.With("Value for x-amz-checksum-type header is invalid."),
        };
        var possible = type == ChecksumType.FullObject ? algorithm.IsCrc() : algorithm != ChecksumAlgorithm.Crc64Nvme;
        return possible ? (algorithm, type)
            : throw S3Error.InvalidRequest.With($"The {type.Name()} checksum type cannot be used with the {algorithm.Name().ToLowerInvariant()} checksum algorithm.");
    }
}
