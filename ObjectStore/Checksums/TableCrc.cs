using System.Buffers.Binary;

namespace Platform.ObjectStore.Checksums;

/// <summary>
/// A reflected CRC of 32 or 64 bits by sixteen tables, sixteen bytes a step. Also joins the CRCs of two pieces
/// into the CRC of the whole, which is how a multipart upload gets a checksum of the full object.
/// </summary>
internal sealed class TableCrc
{
    private const int Step = 16;

    private readonly ulong _polynomial;
    private readonly int _width;
    private readonly ulong[] _table = new ulong[Step * 256];

    private TableCrc(ulong reflectedPolynomial, int width)
    {
        _polynomial = reflectedPolynomial;
        _width = width;
        for (var i = 0; i < 256; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ reflectedPolynomial : value >> 1;
            }
            _table[i] = value;
        }
        for (var i = 256; i < _table.Length; i++)
        {
            var shorter = _table[i - 256];
            _table[i] = (shorter >> 8) ^ _table[(byte)shorter];
        }
    }

    /// <summary>CRC-32 of ISO 3309 (zip, Ethernet).</summary>
    public static TableCrc Crc32 { get; } = new(0xEDB88320, 32);

    public static TableCrc Crc32C { get; } = new(0x82F63B78, 32);

    /// <summary>CRC-64/NVME (NVM Express command set, "CRC-64 Rocksoft").</summary>
    public static TableCrc Crc64Nvme { get; } = new(0x9A6C9329AC4BC9B5, 64);

    /// <summary>All bits set: the state before the first byte. The CRC is the inverted state.</summary>
    public ulong Mask => _width == 64 ? ulong.MaxValue : (1UL << _width) - 1;

    public ulong Append(ulong state, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<ulong> table = _table;
        while (data.Length >= Step)
        {
            var low = BinaryPrimitives.ReadUInt64LittleEndian(data) ^ state;
            var high = BinaryPrimitives.ReadUInt64LittleEndian(data[8..]);
            state = table[(15 * 256) + (byte)low] ^ table[(14 * 256) + (byte)(low >> 8)]
                ^ table[(13 * 256) + (byte)(low >> 16)] ^ table[(12 * 256) + (byte)(low >> 24)]
                ^ table[(11 * 256) + (byte)(low >> 32)] ^ table[(10 * 256) + (byte)(low >> 40)]
                ^ table[(9 * 256) + (byte)(low >> 48)] ^ table[(8 * 256) + (byte)(low >> 56)]
                ^ table[(7 * 256) + (byte)high] ^ table[(6 * 256) + (byte)(high >> 8)]
                ^ table[(5 * 256) + (byte)(high >> 16)] ^ table[(4 * 256) + (byte)(high >> 24)]
                ^ table[(3 * 256) + (byte)(high >> 32)] ^ table[(2 * 256) + (byte)(high >> 40)]
                ^ table[256 + (byte)(high >> 48)] ^ table[(byte)(high >> 56)];
            data = data[Step..];
        }
        foreach (var value in data)
        {
            state = (state >> 8) ^ table[(byte)(state ^ value)];
        }
        return state;
    }

    /// <summary>The CRC of A followed by B, from their CRCs and B's length in bytes.</summary>
    public ulong Combine(ulong first, ulong second, long secondLength)
    {
        // Appending n zero bits multiplies by x^n modulo the polynomial; in reflected form the top bit is x^0.
        var one = 1UL << (_width - 1);
        var power = one >> 1;
        var factor = one;
        for (var bits = (ulong)secondLength * 8; bits != 0; bits >>= 1)
        {
            if ((bits & 1) != 0)
            {
                factor = Multiply(factor, power);
            }
            power = Multiply(power, power);
        }
        return Multiply(first, factor) ^ second;
    }

    private ulong Multiply(ulong a, ulong b)
    {
        ulong product = 0;
        for (var bit = 1UL << (_width - 1); bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
            {
                product ^= b;
            }
            b = (b & 1) != 0 ? (b >> 1) ^ _polynomial : b >> 1;
        }
        return product;
    }
}
