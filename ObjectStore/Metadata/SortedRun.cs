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
        using var cursor = new Cursor(this, key);
        var found = cursor.IsValid && cursor.Key.SequenceEqual(key);
        value = found ? cursor.CopyValue() : null;
        return found;
    }

    public Cursor From(ReadOnlySpan<byte> key) => new(this, key);

    private int BlockFor(ReadOnlySpan<byte> key)
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

    private readonly record struct Block(byte[] FirstKey, long Offset, int Length);

    /// <summary>Walks rows in ascending order from the first key that is not below the one asked for.</summary>
    internal sealed class Cursor : IDisposable
    {
        private readonly SortedRun _run;
        private byte[] _buffer = [];
        private int _length;
        private int _position;
        private int _nextBlock;
        private (int Start, int Length) _key;
        private (int Start, int Length) _value;
        private bool _removed;

        public Cursor(SortedRun run, ReadOnlySpan<byte> from)
        {
            _run = run;
            _nextBlock = run.BlockFor(from);
            MoveNext();
            while (IsValid && Key.SequenceCompareTo(from) < 0)
            {
                MoveNext();
            }
        }

        public bool IsValid { get; private set; }

        public ReadOnlySpan<byte> Key => _buffer.AsSpan(_key.Start, _key.Length);

        public bool IsRemoved => _removed;

        public byte[] CopyKey() => Key.ToArray();

        public byte[]? CopyValue() => _removed ? null : _buffer.AsSpan(_value.Start, _value.Length).ToArray();

        public void MoveNext()
        {
            if (_position >= _length && !ReadBlock())
            {
                IsValid = false;
                return;
            }
            ReadOnlySpan<byte> block = _buffer.AsSpan(0, _length);
            var keyLength = (int)Bytes.ReadVarint(block, ref _position);
            _key = (_position, keyLength);
            Bytes.ReadBlock(block, ref _position, keyLength);
            var valueLength = (int)Bytes.ReadVarint(block, ref _position) - 1;
            _removed = valueLength < 0;
            _value = (_position, Math.Max(0, valueLength));
            Bytes.ReadBlock(block, ref _position, _value.Length);
            IsValid = true;
        }

        public void Dispose()
        {
            if (_buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = [];
            }
            IsValid = false;
        }

        private bool ReadBlock()
        {
            if (_nextBlock >= _run._blocks.Length)
            {
                return false;
            }
            var block = _run._blocks[_nextBlock++];
            var size = block.Length + sizeof(uint);
            if (_buffer.Length < size)
            {
                if (_buffer.Length > 0)
                {
                    ArrayPool<byte>.Shared.Return(_buffer);
                }
                _buffer = ArrayPool<byte>.Shared.Rent(size);
            }
            var read = RandomAccess.Read(_run._file, _buffer.AsSpan(0, size), block.Offset);
            if (read != size || Crc32C.Compute(_buffer.AsSpan(0, block.Length)) != BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(block.Length)))
            {
                throw new InvalidDataException($"A block of {_run.Path} at byte {block.Offset} is damaged. Restore the data directory from a copy.");
            }
            _length = block.Length;
            _position = 0;
            return true;
        }
    }
}
