namespace Platform.ObjectStore.Metadata;

/// <summary>Walks tables and runs as if they were one; where they share a key, the newest of them counts.</summary>
/// <remarks>Tables are given newest first, runs oldest first, which is how the index keeps them.</remarks>
internal sealed class MergeCursor : IDisposable
{
    private readonly List<List<IndexEntry>> _tables;
    private readonly int[] _positions;
    private readonly RunCursor[] _runs;
    private int _current;

    public MergeCursor(List<List<IndexEntry>> tables, SortedRun[] runs, ReadOnlySpan<byte> from)
    {
        _tables = tables;
        _positions = new int[tables.Count];
        _runs = new RunCursor[runs.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            _runs[i] = runs[^(i + 1)].From(from);
        }
        _current = Smallest();
    }

    public bool IsValid => _current >= 0;

    public ReadOnlySpan<byte> Key => KeyOf(_current);

    public bool IsRemoved => _current < _tables.Count ? Entry(_current).Value is null : Run(_current).IsRemoved;

    public byte[]? CopyValue() => _current < _tables.Count ? Entry(_current).Value : Run(_current).CopyValue();

    public void MoveNext()
    {
        for (var source = _tables.Count + _runs.Length - 1; source >= 0; source--)
        {
            if (source != _current && HasRow(source) && KeyOf(source).SequenceEqual(Key))
            {
                Advance(source);
            }
        }
        Advance(_current);
        _current = Smallest();
    }

    public void Dispose()
    {
        foreach (var run in _runs)
        {
            run.Dispose();
        }
    }

    private int Smallest()
    {
        var smallest = -1;
        for (var source = 0; source < _tables.Count + _runs.Length; source++)
        {
            if (HasRow(source) && (smallest < 0 || KeyOf(source).SequenceCompareTo(KeyOf(smallest)) < 0))
            {
                smallest = source;
            }
        }
        return smallest;
    }

    private bool HasRow(int source) => source < _tables.Count ? _positions[source] < _tables[source].Count : Run(source).IsValid;

    private ReadOnlySpan<byte> KeyOf(int source) => source < _tables.Count ? Entry(source).Key : Run(source).Key;

    private IndexEntry Entry(int source) => _tables[source][_positions[source]];

    private RunCursor Run(int source) => _runs[source - _tables.Count];

    private void Advance(int source)
    {
        if (source < _tables.Count)
        {
            _positions[source]++;
        }
        else
        {
            Run(source).MoveNext();
        }
    }
}
