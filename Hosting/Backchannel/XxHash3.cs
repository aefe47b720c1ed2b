using System.Buffers.Binary;
using System.Numerics;

namespace Platform.Hosting.Backchannel;

/// <summary>
/// XXH3, 64 bits, seed 0, by the xxHash algorithm description (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).
/// The aspire CLI finds an AppHost's socket by this hash of its path.
/// </summary>
internal static class XxHash3
{
    private const ulong P32_1 = 0x9E3779B1, P32_2 = 0x85EBCA77, P32_3 = 0xC2B2AE3D;
    private const ulong P64_1 = 0x9E3779B185EBCA87, P64_2 = 0xC2B2AE3D27D4EB4F, P64_3 = 0x165667B19E3779F9;
    private const ulong P64_4 = 0x85EBCA77C2B2AE63, P64_5 = 0x27D4EB2F165667C5;
    private const ulong MixRound = 0x165667919E3779F9, MixShort = 0x9FB21C651E98DF25;

    private const int Stripe = 64, SecretStep = 8;

    private static ReadOnlySpan<byte> Secret =>
    [
        0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c, 0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb,
        0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f, 0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
        0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c, 0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb,
        0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3, 0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
        0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d, 0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31,
        0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64, 0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
        0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e, 0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc,
        0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce, 0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
    ];

    public static ulong Hash(ReadOnlySpan<byte> data) => data.Length switch
    {
        0 => Final64(U64(Secret, 56) ^ U64(Secret, 64)),
        <= 3 => UpTo3(data),
        <= 8 => UpTo8(data),
        <= 16 => UpTo16(data),
        <= 128 => UpTo128(data),
        <= 240 => UpTo240(data),
        _ => Long(data),
    };

    private static ulong UpTo3(ReadOnlySpan<byte> data)
    {
        var combined = ((uint)data[0] << 16) | ((uint)data[data.Length >> 1] << 24) | data[^1] | ((uint)data.Length << 8);
        return Final64(combined ^ (ulong)(U32(Secret, 0) ^ U32(Secret, 4)));
    }

    private static ulong UpTo8(ReadOnlySpan<byte> data)
    {
        var input = U32(data, data.Length - 4) + ((ulong)U32(data, 0) << 32);
        var h = input ^ U64(Secret, 8) ^ U64(Secret, 16);
        h ^= BitOperations.RotateLeft(h, 49) ^ BitOperations.RotateLeft(h, 24);
        h *= MixShort;
        h ^= (h >> 35) + (ulong)data.Length;
        h *= MixShort;
        return h ^ (h >> 28);
    }

    private static ulong UpTo16(ReadOnlySpan<byte> data)
    {
        var low = U64(data, 0) ^ U64(Secret, 24) ^ U64(Secret, 32);
        var high = U64(data, data.Length - 8) ^ U64(Secret, 40) ^ U64(Secret, 48);
        return Final((ulong)data.Length + BinaryPrimitives.ReverseEndianness(low) + high + Fold(low, high));
    }

    // Pairs of 16 bytes from both ends towards the middle.
    private static ulong UpTo128(ReadOnlySpan<byte> data)
    {
        var h = (ulong)data.Length * P64_1;
        for (var pair = (data.Length - 1) / 32; pair >= 0; pair--)
        {
            h += Mix(data, 16 * pair, 32 * pair) + Mix(data, data.Length - (16 * (pair + 1)), (32 * pair) + 16);
        }

        return Final(h);
    }

    private static ulong UpTo240(ReadOnlySpan<byte> data)
    {
        var h = (ulong)data.Length * P64_1;
        for (var i = 0; i < data.Length / 16; i++)
        {
            h = i == 8 ? Final(h) : h;
            h += Mix(data, 16 * i, i < 8 ? 16 * i : (16 * (i - 8)) + 3);
        }

        // 128 to 143 bytes have no ninth round that would have done it.
        h = data.Length / 16 == 8 ? Final(h) : h;
        return Final(h + Mix(data, data.Length - 16, 136 - 17));
    }

    private static ulong Long(ReadOnlySpan<byte> data)
    {
        Span<ulong> lanes = [P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1];
        const int secretLength = 192;
        const int stripesPerBlock = (secretLength - Stripe) / SecretStep;

        // The last stripe comes separately, so a block is scrambled only when bytes follow it.
        var stripes = (data.Length - 1) / Stripe;
        for (var i = 0; i < stripes; i++)
        {
            Accumulate(lanes, data[(i * Stripe)..], SecretStep * (i % stripesPerBlock));
            if (i % stripesPerBlock == stripesPerBlock - 1)
            {
                for (var lane = 0; lane < lanes.Length; lane++)
                {
                    lanes[lane] = (lanes[lane] ^ (lanes[lane] >> 47) ^ U64(Secret, secretLength - Stripe + (8 * lane))) * P32_1;
                }
            }
        }

        Accumulate(lanes, data[^Stripe..], secretLength - Stripe - 7);

        var h = (ulong)data.Length * P64_1;
        for (var lane = 0; lane < lanes.Length; lane += 2)
        {
            h += Fold(lanes[lane] ^ U64(Secret, 11 + (8 * lane)), lanes[lane + 1] ^ U64(Secret, 19 + (8 * lane)));
        }

        return Final(h);
    }

    private static void Accumulate(Span<ulong> lanes, ReadOnlySpan<byte> stripe, int secret)
    {
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            var value = U64(stripe, 8 * lane);
            var key = value ^ U64(Secret, secret + (8 * lane));
            lanes[lane ^ 1] += value;
            lanes[lane] += (uint)key * (key >> 32);
        }
    }

    private static ulong Mix(ReadOnlySpan<byte> data, int offset, int secret) =>
        Fold(U64(data, offset) ^ U64(Secret, secret), U64(data, offset + 8) ^ U64(Secret, secret + 8));

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private static ulong Final(ulong h)
    {
        h = (h ^ (h >> 37)) * MixRound;
        return h ^ (h >> 32);
    }

    private static ulong Final64(ulong h)
    {
        h = (h ^ (h >> 33)) * P64_2;
        h = (h ^ (h >> 29)) * P64_3;
        return h ^ (h >> 32);
    }

    private static uint U32(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(data[offset..]);

    private static ulong U64(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(data[offset..]);
}
