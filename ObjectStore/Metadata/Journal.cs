using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Platform.ObjectStore.Metadata;

/// <summary>
/// The log that makes a batch durable before it is visible. Reading stops at the first record that is not whole,
/// which is where a killed process was writing.
/// Some room past the end is always allocated, so that objects can still be deleted on a full disk.
/// </summary>
internal sealed class Journal : IDisposable
{
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
            var end = JournalRecord.ReadAll(content, apply);
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
        var length = JournalRecord.LengthOf(batch);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var record = buffer.AsSpan(0, length);
            JournalRecord.Write(record, batch);
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
}
