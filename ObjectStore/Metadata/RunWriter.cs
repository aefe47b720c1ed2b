using System.Buffers.Binary;
using Platform.ObjectStore.Checksums;

namespace Platform.ObjectStore.Metadata;

/// <summary>
/// Writes a sorted run: blocks of rows, each followed by its CRC32C, then the list of blocks with their
/// first keys, then a fixed-size trailer. Rows must come in ascending byte order of their keys.
/// </summary>
internal sealed class RunWriter(string path) : IDisposable
{
    public const int BlockBytes = 16 * 1024;
    public const int TrailerBytes = 24;
    public const ulong Magic = 0x31_6e75_7264_6e69_31;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024);
    private readonly MemoryStream _block = new();
    private readonly MemoryStream _blocks = new();
    private byte[]? _firstKey;
    private int _blockCount;

    public void Add(byte[] key, byte[]? value)
    {
        _firstKey ??= key;
        WriteVarint(_block, (ulong)key.Length);
        _block.Write(key);
        WriteVarint(_block, value is null ? 0 : (ulong)value.Length + 1);
        _block.Write(value);
        if (_block.Length >= BlockBytes)
        {
            EndBlock();
        }
    }

    public void Complete(bool flushToDisk)
    {
        EndBlock();
        var listAt = _file.Position;
        var list = _blocks.GetBuffer().AsSpan(0, (int)_blocks.Length);
        _file.Write(list);
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteInt64LittleEndian(trailer, listAt);
        BinaryPrimitives.WriteInt32LittleEndian(trailer[8..], _blockCount);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[12..], Crc32C.Compute(list));
        BinaryPrimitives.WriteUInt64LittleEndian(trailer[16..], Magic);
        _file.Write(trailer);
        _file.Flush(flushToDisk);
    }

    public void Dispose() => _file.Dispose();

    private void EndBlock()
    {
        if (_firstKey is null)
        {
            return;
        }
        WriteVarint(_blocks, (ulong)_firstKey.Length);
        _blocks.Write(_firstKey);
        WriteVarint(_blocks, (ulong)_file.Position);
        WriteVarint(_blocks, (ulong)_block.Length);
        var content = _block.GetBuffer().AsSpan(0, (int)_block.Length);
        _file.Write(content);
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Compute(content));
        _file.Write(checksum);
        _block.SetLength(0);
        _firstKey = null;
        _blockCount++;
    }

    private static void WriteVarint(MemoryStream target, ulong value)
    {
        Span<byte> bytes = stackalloc byte[Bytes.MaxVarintLength];
        target.Write(bytes[..Bytes.WriteVarint(bytes, value)]);
    }
}
