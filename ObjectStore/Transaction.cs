using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Objects;

namespace Platform.ObjectStore;

/// <summary>Changes of one step: rows, and the blobs that the rows take in or let go.</summary>
internal sealed class Transaction(Store store)
{
    private readonly List<BlobWriter> _kept = [];
    private readonly List<Guid> _freed = [];
    private IndexBatch _batch = new();
    private Action? _onCommit;

    public IndexBatch Rows => _batch;

    /// <summary>Says that this step only removes things, so that it works on a full disk.</summary>
    public void FreesSpace() => _batch = new IndexBatch { FreesSpace = true };

    public void Keep(BlobWriter blob)
    {
        blob.Keep(_batch);
        _kept.Add(blob);
    }

    public void Free(Guid blob)
    {
        if (blob != Guid.Empty)
        {
            BlobStore.Discard(_batch, blob);
            _freed.Add(blob);
        }
    }

    /// <summary>Lets go of the data of a version whose row is removed or replaced in this step.</summary>
    public void Free(StoredObject version)
    {
        if (version.PartCount == 0)
        {
            Free(version.Blob);
            return;
        }
        foreach (var segment in store.Objects.Segments(version))
        {
            Free(segment.Blob);
        }
        _batch.Remove(Keys.SegmentsOf(version.Blob));
    }

    /// <summary>Runs after the rows are committed, before any other transaction.</summary>
    public void OnCommit(Action action) => _onCommit += action;

    public void Commit()
    {
        if (_batch.Changes.Count > 0)
        {
            store.Index.Commit(_batch);
        }
        foreach (var blob in _kept)
        {
            blob.Committed();
        }
        _onCommit?.Invoke();
    }

    public void Finish() => store.Blobs.Delete(_freed);
}
