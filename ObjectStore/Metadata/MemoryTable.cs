namespace Platform.ObjectStore.Metadata;

/// <summary>
/// The newest rows, sorted in memory. Small by design (the index writes it out at
/// <see cref="OrderedIndex.FlushBytes"/>), so an insertion moves a few kilobytes of references at most.
/// Not thread-safe: the index locks.
/// </summary>
internal sealed class MemoryTable
{
    private readonly List<Row> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Size of all keys and values in bytes.</summary>
    public long Size { get; private set; }

    public bool TryGet(ReadOnlySpan<byte> key, out byte[]? value)
    {
        var at = Find(key);
        value = at >= 0 ? _rows[at].Value : null;
        return at >= 0;
    }

    public void Apply(IndexBatch.Change change)
    {
        var at = Find(change.Key);
        if (at < 0)
        {
            _rows.Insert(~at, new Row(change.Key, change.Value, change.IsNew));
            Size += change.Key.Length + (change.Value?.Length ?? 0);
            return;
        }
        var old = _rows[at];
        Size -= old.Value?.Length ?? 0;
        if (change.Value is null && old.IsNew)
        {
            Size -= old.Key.Length;
            _rows.RemoveAt(at);
            return;
        }
        _rows[at] = new Row(old.Key, change.Value, old.IsNew);
        Size += change.Value?.Length ?? 0;
    }

    /// <summary>Copies up to <paramref name="limit"/> rows from <paramref name="from"/> on, removals included.</summary>
    public List<IndexEntry> Slice(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, int limit)
    {
        var slice = new List<IndexEntry>();
        var at = Find(from);
        for (at = at < 0 ? ~at : at; at < _rows.Count && slice.Count < limit; at++)
        {
            if (end.SequenceCompareTo(_rows[at].Key) <= 0)
            {
                break;
            }
            slice.Add(new IndexEntry(_rows[at].Key, _rows[at].Value));
        }
        return slice;
    }

    public IEnumerable<IndexEntry> All() => _rows.Select(row => new IndexEntry(row.Key, row.Value));

    private int Find(ReadOnlySpan<byte> key)
    {
        int low = 0, high = _rows.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = key.SequenceCompareTo(_rows[middle].Key);
            if (order == 0)
            {
                return middle;
            }
            if (order < 0)
            {
                high = middle - 1;
            }
            else
            {
                low = middle + 1;
            }
        }
        return ~low;
    }

    private readonly record struct Row(byte[] Key, byte[]? Value, bool IsNew);
}
