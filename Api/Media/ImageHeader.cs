using System.Buffers.Binary;

namespace Platform.Api.Media;

/// <summary>What an image is by its content, whatever its name or its sender says: PNG, JPEG, GIF or WebP.</summary>
internal sealed record ImageHeader(string ContentType, string Extension, int Width, int Height)
{
    /// <summary>Reads the beginning of a file. Null when it is no image of a known type, or its beginning does not tell its size.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> start) =>
        Png(start) ?? Gif(start) ?? WebP(start) ?? Jpeg(start);

    // https://www.w3.org/TR/png-3/#11IHDR. A size beyond 2^31 - 1, which the format does not allow, comes out negative.
    private static ImageHeader? Png(ReadOnlySpan<byte> start) =>
        start.Length >= 24 && start.StartsWith(PngSignature) && start.Slice(12, 4).SequenceEqual("IHDR"u8)
            ? new("image/png", ".png", (int)BinaryPrimitives.ReadUInt32BigEndian(start[16..]), (int)BinaryPrimitives.ReadUInt32BigEndian(start[20..]))
            : null;

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private static ImageHeader? Gif(ReadOnlySpan<byte> start) =>
        start.Length >= 10 && (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8))
            ? new("image/gif", ".gif", BinaryPrimitives.ReadUInt16LittleEndian(start[6..]), BinaryPrimitives.ReadUInt16LittleEndian(start[8..]))
            : null;

    // https://developers.google.com/speed/webp/docs/riff_container
    private static ImageHeader? WebP(ReadOnlySpan<byte> start)
    {
        if (start.Length < 30 || !start.StartsWith("RIFF"u8) || !start.Slice(8, 4).SequenceEqual("WEBP"u8))
        {
            return null;
        }

        var chunk = start.Slice(12, 4);
        if (chunk.SequenceEqual("VP8X"u8))
        {
            return Of(1 + UInt24(start[24..]), 1 + UInt24(start[27..]));
        }

        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(start[21..]);
            return Of(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return chunk.SequenceEqual("VP8 "u8)
            ? Of(BinaryPrimitives.ReadUInt16LittleEndian(start[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(start[28..]) & 0x3FFF)
            : null;

        static ImageHeader Of(int width, int height) => new("image/webp", ".webp", width, height);

        static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
    }

    // Segments follow each other until the frame header (SOF), which tells the size. ITU T.81, B.1 and B.2.2.
    private static ImageHeader? Jpeg(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4 || start[0] != 0xFF || start[1] != 0xD8)
        {
            return null;
        }

        var position = 2;
        while (position + 9 < start.Length && start[position] == 0xFF)
        {
            var marker = start[position + 1];
            if (marker == 0xFF)
            {
                position++;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new(
                    "image/jpeg", ".jpg",
                    BinaryPrimitives.ReadUInt16BigEndian(start[(position + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(start[(position + 5)..]));
            }

            position += 2 + BinaryPrimitives.ReadUInt16BigEndian(start[(position + 2)..]);
        }

        return null;
    }
}
