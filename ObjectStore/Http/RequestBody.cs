using System.Globalization;
using System.Security.Cryptography;
using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Signing;

namespace Platform.ObjectStore.Http;

/// <summary>
/// The payload of a request with the transfer wrapping taken off. Reading it to the end proves that it is whole
/// and, for signed chunks, genuine.
/// </summary>
internal abstract class RequestBody : IContentSource
{
    /// <summary>Bytes of payload, if the request says so.</summary>
    public long? Length { get; protected init; }

    /// <summary>SHA-256 that the payload was signed with (lower-case hexadecimal); the reader checks it.</summary>
    public string? ExpectedSha256 { get; protected init; }

    /// <summary>Trailing headers, known at the end.</summary>
    public Dictionary<string, string> Trailers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="S3Exception">IncompleteBody, SignatureDoesNotMatch.</exception>
    public abstract ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    public static RequestBody Create(HttpContext http, Signature? signature)
    {
        var kind = http.Request.Headers[S3Headers.ContentSha256].ToString();
        var length = http.Request.ContentLength;
        switch (kind)
        {
            case "" or PayloadNames.Unsigned:
                return new PlainBody(http, length, null);
            case PayloadNames.Streaming or PayloadNames.StreamingTrailer:
                return new ChunkedBody(http, DecodedLength(http), signature, isSigned: true);
            case PayloadNames.StreamingUnsignedTrailer:
                return new ChunkedBody(http, DecodedLength(http), signature, isSigned: false);
            default:
                return kind.Length == 2 * SHA256.HashSizeInBytes && kind.All(char.IsAsciiHexDigit)
                    ? new PlainBody(http, length, kind.ToLowerInvariant())
                    : throw S3Error.InvalidArgument.With(
                        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
                        ("ArgumentName", S3Headers.ContentSha256),
                        ("ArgumentValue", kind));
        }
    }

    private static long DecodedLength(HttpContext http)
    {
        var text = http.Request.Headers[S3Headers.DecodedContentLength].ToString();
        return text.Length == 0 ? throw S3Error.MissingContentLength.With("You must provide the x-amz-decoded-content-length HTTP header.")
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length
            : throw S3Error.InvalidArgument.With($"x-amz-decoded-content-length is \"{text}\", expected a number of bytes.");
    }
}
