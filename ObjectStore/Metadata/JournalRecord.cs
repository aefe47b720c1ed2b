using System.Buffers.Binary;
using Platform.ObjectStore.Checksums;

namespace Platform.ObjectStore.Metadata;

/// <summary>One batch in a journal: its length in bytes, its CRC32C, its changes.</summary>
internal static class JournalRecord
{
    private const int HeaderBytes = 8;

    /// <summary>Bytes of the record of a batch.</summary>
    public static int LengthOf(IndexBatch batch)
    {
        var length = HeaderBytes;
        foreach (var change in batch.Changes)
        {
            var value = change.Value is null ? 0 : (ulong)change.Value.Length + 1;
            length += 1 + Bytes.VarintLength((ulong)change.Key.Length) + change.Key.Length
                + Bytes.VarintLength(value) + (change.Value?.Length ?? 0);
        }
        return length;
    }

    public static void Write(Span<byte> record, IndexBatch batch)
    {
        WriteChanges(record[HeaderBytes..], batch);
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Crc32C.Compute(record[HeaderBytes..]));
    }

    /// <summary>Hands the changes of every whole record to <paramref name="apply"/>, up to the first that is not whole.</summary>
    /// <returns>Where the last whole record ends.</returns>
    public static int ReadAll(ReadOnlySpan<byte> content, Action<IndexBatch.Change> apply)
    {
        var end = 0;
        while (content.Length - end >= HeaderBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(content[end..]);
            if (length <= 0 || length > content.Length - end - HeaderBytes)
            {
                break;
            }
            var record = content.Slice(end + HeaderBytes, length);
            if (Crc32C.Compute(record) != BinaryPrimitives.ReadUInt32LittleEndian(content[(end + 4)..]))
            {
                break;
            }
            for (var position = 0; position < record.Length;)
            {
                var isNew = record[position++] != 0;
                var key = Bytes.ReadBlock(record, ref position, (int)Bytes.ReadVarint(record, ref position)).ToArray();
                var valueLength = (int)Bytes.ReadVarint(record, ref position) - 1;
                var value = valueLength < 0 ? null : Bytes.ReadBlock(record, ref position, valueLength).ToArray();
                apply(new IndexBatch.Change(key, value, isNew));
            }
            end += HeaderBytes + length;
        }
        return end;
    }

    private static void WriteChanges(Span<byte> target, IndexBatch batch)
    {
        foreach (var change in batch.Changes)
        {
            target[0] = change.IsNew ? (byte)1 : (byte)0;
            target = target[1..];
            target = target[Bytes.WriteVarint(target, (ulong)change.Key.Length)..];
            change.Key.CopyTo(target);
            target = target[change.Key.Length..];
            target = target[Bytes.WriteVarint(target, change.Value is null ? 0 : (ulong)change.Value.Length + 1)..];
            change.Value?.CopyTo(target);
            target = target[(change.Value?.Length ?? 0)..];
        }
    }
}
