using System.Text;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Signing;

namespace Platform.ObjectStore.Tests.Support;

/// <summary>Encodes a body as aws-chunked, on request with a fault in it.</summary>
internal static class Chunks
{
    private const int ChunkBytes = 65_536;
    private const string EmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static byte[] Encode(RawRequest request, byte[] data, bool signed, bool trailer, string? damage, ChecksumAlgorithm algorithm = ChecksumAlgorithm.Crc32C)
    {
        using var body = new MemoryStream();
        var previous = request.Signature;
        void Chunk(ReadOnlySpan<byte> chunk)
        {
            var head = chunk.Length.ToString("x");
            if (signed)
            {
                previous = request.Scope.Sign($"AWS4-HMAC-SHA256-PAYLOAD\n{request.Scope.Timestamp}\n{request.Scope.Name}\n{previous}\n{EmptySha256}\n{SigningScope.Sha256(chunk)}");
                head += $";chunk-signature={previous}";
            }
            body.Write(Encoding.ASCII.GetBytes(head + "\r\n"));
            body.Write(chunk);
            if (chunk.Length > 0 || !trailer)
            {
                body.Write("\r\n"u8);
            }
        }
        for (var start = 0; start < data.Length; start += ChunkBytes)
        {
            Chunk(data.AsSpan(start, Math.Min(ChunkBytes, data.Length - start)));
        }
        Chunk([]);
        if (trailer)
        {
            var checksum = ChecksumHasher.Compute(algorithm, damage == "checksum" ? [1] : data);
            var line = $"{algorithm.Header()}:{checksum}";
            body.Write(Encoding.ASCII.GetBytes(line + "\r\n"));
            if (signed)
            {
                var hash = SigningScope.Sha256(Encoding.ASCII.GetBytes((damage == "trailer" ? "x" : "") + line + "\n"));
                var signature = request.Scope.Sign($"AWS4-HMAC-SHA256-TRAILER\n{request.Scope.Timestamp}\n{request.Scope.Name}\n{previous}\n{hash}");
                body.Write(Encoding.ASCII.GetBytes($"x-amz-trailer-signature:{signature}\r\n"));
            }
            body.Write("\r\n"u8);
        }
        var encoded = body.ToArray();
        if (damage == "data")
        {
            encoded[1000] ^= 1;
        }
        return encoded;
    }
}
