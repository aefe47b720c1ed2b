using System.Buffers.Binary;

namespace Platform.ObjectStore.Metadata;

/// <summary>Variable-length integers as in LEB128: seven bits a byte, least significant first.</summary>
internal static class Bytes
{
    public const int MaxVarintLength = 10;

    public static int WriteVarint(Span<byte> target, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            target[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        target[length++] = (byte)value;
        return length;
    }

    public static int VarintLength(ulong value)
    {
        var length = 1;
        while (value >= 0x80)
        {
            length++;
            value >>= 7;
        }
        return length;
    }

    /// <exception cref="InvalidDataException">The bytes end inside the number, or it has more than 64 bits.</exception>
    public static ulong ReadVarint(ReadOnlySpan<byte> source, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= source.Length)
            {
                throw new InvalidDataException("A record of the metadata index ends inside a number.");
            }
            var part = source[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
        throw new InvalidDataException("A record of the metadata index holds a number of more than 64 bits.");
    }

    public static ReadOnlySpan<byte> ReadBlock(ReadOnlySpan<byte> source, ref int position, int length)
    {
        if (length < 0 || length > source.Length - position)
        {
            throw new InvalidDataException("A record of the metadata index is shorter than it says.");
        }
        var block = source.Slice(position, length);
        position += length;
        return block;
    }

    /// <summary>The first key after every key that begins with <paramref name="prefix"/>.</summary>
    public static byte[] After(ReadOnlySpan<byte> prefix)
    {
        for (var last = prefix.Length - 1; last >= 0; last--)
        {
            if (prefix[last] != 0xFF)
            {
                var end = prefix[..(last + 1)].ToArray();
                end[last]++;
                return end;
            }
        }
        return [0xFF, 0xFF, 0xFF, 0xFF];
    }

    public static byte[] BigEndian(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
