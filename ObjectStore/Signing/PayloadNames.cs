namespace Platform.ObjectStore.Signing;

/// <summary>Values of x-amz-content-sha256 that are not a hash.</summary>
internal static class PayloadNames
{
    public const string Unsigned = "UNSIGNED-PAYLOAD";
    public const string Streaming = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    public const string StreamingTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    public const string StreamingUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
}
