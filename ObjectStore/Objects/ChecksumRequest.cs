using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

/// <summary>What a client says about the integrity of a body, in headers or in a trailer, and its check.</summary>
internal sealed record ChecksumRequest(ChecksumAlgorithm? Algorithm, string? Value, bool InTrailer, byte[]? Md5)
{
    public static ChecksumRequest From(S3Context context)
    {
        var md5 = ParseMd5(context.Header("Content-MD5"));
        ChecksumAlgorithm? algorithm = null;
        string? value = null;
        foreach (var candidate in ChecksumNames.All)
        {
            if (context.Header(candidate.Header()) is { } found)
            {
                if (algorithm is not null)
                {
                    throw S3Error.InvalidRequest.With("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
                }
                (algorithm, value) = (candidate, Checked(candidate, found));
            }
        }
        var trailer = (context.Header("x-amz-trailer") ?? "").Split(',', StringSplitOptions.TrimEntries)
            .Select(ChecksumNames.ParseHeader).FirstOrDefault(named => named is not null);
        if (trailer is not null && algorithm is not null)
        {
            throw S3Error.InvalidRequest.With("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        if (context.Header(S3Headers.SdkChecksumAlgorithm) is { } sdk)
        {
            var named = ChecksumNames.Parse(sdk)
                ?? throw S3Error.InvalidRequest.With("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
            if ((algorithm ?? trailer) is not { } given)
            {
                if (md5 is null && !context.IsPresigned)
                {
                    throw S3Error.InvalidRequest.With("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.");
                }
            }
            else if (given != named)
            {
                throw S3Error.InvalidRequest.With($"Value for x-amz-sdk-checksum-algorithm header is invalid: the checksum sent is {given.Name()}.");
            }
        }
        return new ChecksumRequest(algorithm ?? trailer, value, trailer is not null, md5);
    }

    /// <exception cref="S3Exception">BadDigest, XAmzContentSHA256Mismatch, InvalidRequest for a missing trailer.</exception>
    public void Check(ContentHashes hashes, RequestBody body)
    {
        if (body.ExpectedSha256 is { } expected && hashes.Sha256 != expected)
        {
            throw S3Error.XAmzContentSha256Mismatch.With(
                S3Error.XAmzContentSha256Mismatch.Message,
                ("ClientComputedContentSHA256", expected),
                ("S3ComputedContentSHA256", hashes.Sha256 ?? ""));
        }
        if (Md5 is not null && Convert.ToHexStringLower(Md5) != hashes.Md5)
        {
            throw S3Error.BadDigest.With("The Content-MD5 you specified did not match what we received.");
        }
        if (Algorithm is not { } algorithm)
        {
            return;
        }
        var value = Value;
        if (InTrailer)
        {
            value = body.Trailers.TryGetValue(algorithm.Header(), out var trailer) ? Checked(algorithm, trailer)
                : throw S3Error.InvalidRequest.With($"The trailer {algorithm.Header()} that x-amz-trailer announces is missing.");
        }
        if (hashes.Checksum!.Value != value)
        {
            throw S3Error.BadDigest.With($"The {algorithm.Name()} you specified did not match the calculated checksum.");
        }
    }

    /// <exception cref="S3Exception">InvalidRequest: not base64 of the right length.</exception>
    public static string Checked(ChecksumAlgorithm algorithm, string value)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(value, bytes, out var length) && length == algorithm.Size() ? value
            : throw S3Error.InvalidRequest.With($"Value for {algorithm.Header()} header is invalid.");
    }

    public static byte[]? ParseMd5(string? header)
    {
        if (header is null)
        {
            return null;
        }
        var md5 = new byte[64];
        return Convert.TryFromBase64String(header.Trim(), md5, out var length) && length == 16 ? md5[..16]
            : throw S3Error.InvalidDigest.With("The Content-MD5 you specified was invalid.");
    }
}
