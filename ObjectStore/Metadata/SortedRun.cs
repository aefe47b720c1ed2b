using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Platform.ObjectStore.Checksums;

namespace Platform.ObjectStore.Metadata;

/// <summary>
/// An immutable file of sorted rows. Only the first key of each block is held in memory, so a look-up
/// reads one block and a scan reads block after block.
/// </summary>
internal sealed class SortedRun
{
    private readonly SafeFileHandle _file;
    private readonly Block[] _blocks;
    private int _users = 1;
    private volatile bool _obsolete;

    private SortedRun(string path, SafeFileHandle file, Block[] blocks, long length)
    {
        Path = path;
        _file = file;
        _blocks = blocks;
        Length = length;
    }

    public string Path { get; }

    public long Length { get; }

    /// <exception cref="InvalidDataException">The file is not a whole run.</exception>
    public static SortedRun Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            var length = RandomAccess.GetLength(file);
            Span<byte> trailer = stackalloc byte[RunWriter.TrailerBytes];
            if (length < trailer.Length || RandomAccess.Read(file, trailer, length - trailer.Length) != trailer.Length
                || BinaryPrimitives.ReadUInt64LittleEndian(trailer[16..]) != RunWriter.Magic)
            {
                throw new InvalidDataException($"{path} is not a whole run of the metadata index. Restore the data directory from a copy.");
            }
            var listAt = BinaryPrimitives.ReadInt64LittleEndian(trailer);
            var list = new byte[length - trailer.Length - listAt];
            RandomAccess.Read(file, list, listAt);
            if (Crc32C.Compute(list) != BinaryPrimitives.ReadUInt32LittleEndian(trailer[12..]))
            {
                throw new InvalidDataException($"The list of blocks in {path} is damaged. Restore the data directory from a copy.");
            }
            var blocks = new Block[BinaryPrimitives.ReadInt32LittleEndian(trailer[8..])];
            var position = 0;
            for (var i = 0; i < blocks.Length; i++)
            {
                var key = Bytes.ReadBlock(list, ref position, (int)Bytes.ReadVarint(list, ref position)).ToArray();
                blocks[i] = new Block(key, (long)Bytes.ReadVarint(list, ref position), (int)Bytes.ReadVarint(list, ref position));
            }
            return new SortedRun(path, file, blocks, length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void AddUser() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _file.Dispose();
            if (_obsolete)
            {
                File.Delete(Path);
            }
        }
    }

    /// <summary>Deletes the file as soon as nobody reads it.</summary>
    public void Retire()
    {
        _obsolete = true;
        Release();
    }

    public bool TryGet(ReadOnlySpan<byte> key, out byte[]? value)
    {
        using var cursor = From(key);
        var found = cursor.IsValid && cursor.Key.SequenceEqual(key);
        value = found ? cursor.CopyValue() : null;
        return found;
    }

    public RunCursor From(ReadOnlySpan<byte> key) => new(this, key);

    /// <summary>Number of the block that holds a key, if the run does.</summary>
    public int BlockFor(ReadOnlySpan<byte> key)
    {
        int low = 0, high = _blocks.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (key.SequenceCompareTo(_blocks[middle].FirstKey) < 0)
            {
                high = middle - 1;
            }
            else
            {
                low = middle + 1;
            }
        }
        return Math.Max(0, high);
    }

    /// <summary>Reads a block and checks it. The buffer comes from the shared pool and is exchanged where it is too small.</summary>
    /// <returns>Bytes of the block, 0 behind the last one.</returns>
    public int ReadBlock(int number, ref byte[] buffer)
    {
        if (number >= _blocks.Length)
        {
            return 0;
        }
        var block = _blocks[number];
        var size = block.Length + sizeof(uint);
        if (buffer.Length < size)
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
            buffer = ArrayPool<byte>.Shared.Rent(size);
        }
        var read = RandomAccess.Read(_file, buffer.AsSpan(0, size), block.Offset);
        if (read != size || Crc32C.Compute(buffer.AsSpan(0, block.Length)) != BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(block.Length)))
        {
            throw new InvalidDataException($"A block of {Path} at byte {block.Offset} is damaged. Restore the data directory from a copy.");
        }
        return block.Length;
    }

    private readonly record struct Block(byte[] FirstKey, long Offset, int Length);
}
