using System.Buffers.Binary;

namespace Platform.ObjectStore.Checksums;

/// <summary>Turns the checksums of the parts of an upload into the checksum of the object.</summary>
internal static class ChecksumCombiner
{
    public static string Composite(ChecksumAlgorithm algorithm, IReadOnlyList<string> parts)
    {
        using var hasher = new ChecksumHasher(algorithm);
        foreach (var part in parts)
        {
            hasher.Append(Convert.FromBase64String(part));
        }
        return $"{hasher.Finish()}-{parts.Count}";
    }

    /// <summary>Only for CRCs: they can be joined without reading the data again.</summary>
    public static string FullObject(ChecksumAlgorithm algorithm, IReadOnlyList<(string Checksum, long Size)> parts)
    {
        var crc = algorithm switch
        {
            ChecksumAlgorithm.Crc32 => TableCrc.Crc32,
            ChecksumAlgorithm.Crc32C => TableCrc.Crc32C,
            ChecksumAlgorithm.Crc64Nvme => TableCrc.Crc64Nvme,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Only CRCs can be joined."),
        };
        Span<byte> bytes = stackalloc byte[8];
        ulong whole = 0;
        foreach (var (checksum, size) in parts)
        {
            bytes.Clear();
            Convert.TryFromBase64String(checksum, bytes[(8 - algorithm.Size())..], out _);
            whole = crc.Combine(whole, BinaryPrimitives.ReadUInt64BigEndian(bytes), size);
        }
        BinaryPrimitives.WriteUInt64BigEndian(bytes, whole);
        return Convert.ToBase64String(bytes[(8 - algorithm.Size())..]);
    }
}
