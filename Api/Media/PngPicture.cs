using System.Buffers.Binary;
using System.IO.Compression;

namespace Platform.Api.Media;

/// <summary>Draws a small PNG picture from a number: a disc on a background, in colours of its own.</summary>
internal static class PngPicture
{
    /// <summary>Width and height in pixels.</summary>
    public const int Size = 64;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcEntry)];

    public static byte[] Draw(int number)
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Size);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], Size);

        // 8 bits per channel, colour without transparency.
        header[8] = 8;
        header[9] = 2;
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress(Pixels(number)));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Pixels(int number)
    {
        var back = Colour(number * 47 % 360, 0.92);
        var front = Colour(((number * 47) + 180) % 360, 0.6);
        var radius = 12 + (number % 17);
        var pixels = new byte[Size * ((Size * 3) + 1)];
        for (var y = 0; y < Size; y++)
        {
            var row = pixels.AsSpan(y * ((Size * 3) + 1) + 1);
            for (var x = 0; x < Size; x++)
            {
                var inside = ((x - 32) * (x - 32)) + ((y - 32) * (y - 32)) < radius * radius;
                (inside ? front : back).CopyTo(row[(x * 3)..]);
            }
        }

        return pixels;
    }

    // A hue in degrees at this brightness, with muted saturation.
    private static byte[] Colour(int hue, double brightness)
    {
        var channels = new byte[3];
        for (var i = 0; i < 3; i++)
        {
            var wave = 0.5 + (0.5 * Math.Cos((hue - (120 * i)) * Math.PI / 180));
            channels[i] = (byte)Math.Round(255 * brightness * (0.65 + (0.35 * wave)));
        }

        return channels;
    }

    private static byte[] Compress(byte[] pixels)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal))
        {
            zlib.Write(pixels);
        }

        return output.ToArray();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint CrcEntry(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
