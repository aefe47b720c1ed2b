using Microsoft.Win32.SafeHandles;
using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Blobs;

/// <summary>Writes one blob. Unless it is committed, disposing it removes what was written.</summary>
internal sealed class BlobWriter(BlobStore store, Guid id) : IDisposable
{
    private SafeFileHandle? _file;
    private bool _committed;

    public Guid Id => id;

    /// <summary>Bytes written so far. An empty blob has no file.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }
        _file ??= store.Create(id);
        RandomAccess.Write(_file, data, Length);
        Length += data.Length;
    }

    /// <summary>Ends the file; it stays unknown to readers until a committed batch refers to it.</summary>
    public void Complete()
    {
        if (_file is not null && store.FlushToDisk)
        {
            RandomAccess.FlushToDisk(_file);
            store.FlushDirectoryOf(id);
        }
        _file?.Dispose();
    }

    /// <summary>Adds to a batch that the blob is now referred to by a row of the same batch.</summary>
    public void Keep(IndexBatch batch)
    {
        if (Length > 0)
        {
            batch.Remove(Keys.WritingOf(id));
        }
    }

    public void Committed() => _committed = true;

    public void Dispose()
    {
        _file?.Dispose();
        if (_file is not null && !_committed)
        {
            store.Abandon(id);
        }
    }
}
