using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Objects;

namespace Platform.ObjectStore.Http;

internal static class BodyReading
{
    /// <summary>Reads a small body (XML or JSON) whole and checks its digests.</summary>
    /// <param name="requireDigest">S3 insists on Content-MD5 or a checksum for this operation.</param>
    /// <exception cref="S3Exception">MaxMessageLengthExceeded, BadDigest, InvalidRequest where the digest is missing.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(this S3Context context, int maxBytes = 1024 * 1024, bool requireDigest = false)
    {
        var body = context.Body!;
        var checksum = ChecksumRequest.From(context);
        if (requireDigest && checksum is { Md5: null, Algorithm: null } && body.ExpectedSha256 is null)
        {
            throw S3Error.InvalidRequest.With("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        if (body.Length > maxBytes)
        {
            throw S3Error.MaxMessageLengthExceeded.With(S3Error.MaxMessageLengthExceeded.Message, ("MaxMessageLengthBytes", $"{maxBytes}"));
        }
        using var content = new MemoryStream();
        using var hasher = new ContentHasher(checksum.Algorithm, body.ExpectedSha256 is not null);
        var buffer = new byte[16 * 1024];
        int count;
        do
        {
            count = await body.FillAsync(buffer, context.Cancelled);
            content.Write(buffer, 0, count);
            hasher.Append(buffer.AsSpan(0, count));
            if (content.Length > maxBytes)
            {
                throw S3Error.MaxMessageLengthExceeded.With(S3Error.MaxMessageLengthExceeded.Message, ("MaxMessageLengthBytes", $"{maxBytes}"));
            }
        }
        while (count == buffer.Length);
        checksum.Check(hasher.Finish(), body);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
