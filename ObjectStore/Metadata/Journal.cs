using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Platform.ObjectStore.Checksums;

namespace Platform.ObjectStore.Metadata;

/// <summary>
/// The log that makes a batch durable before it is visible. A record is its length, its CRC32C and the
/// changes; reading stops at the first record that is not whole, which is where a killed process was writing.
/// Some room past the end is always allocated, so that objects can still be deleted on a full disk.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int HeaderBytes = 8;
    private const int Reserve = 128 * 1024;
    private static readonly byte[] Zeros = new byte[Reserve];

    private readonly SafeFileHandle _file;
    private long _end;
    private long _allocated;
    private long _synced;

    private Journal(string path, SafeFileHandle file, long end)
    {
        Path = path;
        _file = file;
        _end = end;
        _allocated = RandomAccess.GetLength(file);
    }

    public string Path { get; }

    public long Length => Volatile.Read(ref _end);

    public static Journal Create(string path)
    {
        var journal = new Journal(path, File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read), 0);
        try
        {
            journal.Allocate(2 * Reserve);
            return journal;
        }
        catch
        {
            journal.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Opens a journal and hands every whole batch in it to <paramref name="apply"/>, oldest first.</summary>
    public static Journal Open(string path, Action<IndexBatch.Change> apply)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var content = new byte[RandomAccess.GetLength(file)];
            RandomAccess.Read(file, content, 0);
            var end = Replay(content, apply);
            // What follows the last whole record may be half of one: clear it, or a later record could seem to continue it.
            content.AsSpan(end).Clear();
            RandomAccess.Write(file, content.AsSpan(end), end);
            return new Journal(path, file, end);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The disk is full or read-only; nothing was added.</exception>
    public void Append(IndexBatch batch)
    {
        var length = BatchLength(batch);
        var buffer = ArrayPool<byte>.Shared.Rent(HeaderBytes + length);
        try
        {
            var record = buffer.AsSpan(0, HeaderBytes + length);
            WriteBatch(record[HeaderBytes..], batch);
            BinaryPrimitives.WriteInt32LittleEndian(record, length);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Crc32C.Compute(record[HeaderBytes..]));
            if (!batch.FreesSpace || _end + record.Length > _allocated)
            {
                Allocate(_end + record.Length + Reserve);
            }
            try
            {
                RandomAccess.Write(_file, record, _end);
            }
            catch (IOException)
            {
                Erase(record.Length);
                throw;
            }
            Volatile.Write(ref _end, _end + record.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes everything appended so far survive a power loss. One flush serves all who wait for it.</summary>
    public void Sync(long upTo)
    {
        if (Volatile.Read(ref _synced) >= upTo)
        {
            return;
        }
        lock (_file)
        {
            if (_synced < upTo)
            {
                var end = Length;
                RandomAccess.FlushToDisk(_file);
                Volatile.Write(ref _synced, end);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void Allocate(long wanted)
    {
        while (_allocated < wanted)
        {
            RandomAccess.Write(_file, Zeros, _allocated);
            _allocated += Zeros.Length;
        }
    }

    private void Erase(int length)
    {
        try
        {
            RandomAccess.Write(_file, new byte[Math.Min(length, (int)Math.Max(0, _allocated - _end))], _end);
        }
        catch (IOException)
        {
            // The half-written record fails its checksum, and the next append overwrites it.
        }
    }

    private static int Replay(ReadOnlySpan<byte> content, Action<IndexBatch.Change> apply)
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

    private static int BatchLength(IndexBatch batch)
    {
        var length = 0;
        foreach (var change in batch.Changes)
        {
            var value = change.Value is null ? 0 : (ulong)change.Value.Length + 1;
            length += 1 + Bytes.VarintLength((ulong)change.Key.Length) + change.Key.Length
                + Bytes.VarintLength(value) + (change.Value?.Length ?? 0);
        }
        return length;
    }

    private static void WriteBatch(Span<byte> target, IndexBatch batch)
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
