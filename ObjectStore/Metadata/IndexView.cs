namespace Platform.ObjectStore.Metadata;

/// <summary>
/// What a scan sees at one moment: some rows of each table in memory, newest table first, and all runs, which it holds
/// until it is disposed.
/// </summary>
internal sealed class IndexView : IDisposable
{
    private readonly List<List<IndexEntry>> _slices;
    private readonly SortedRun[] _runs;

    /// <param name="slices">Up to <paramref name="rows"/> rows of each table and one more where it has more.</param>
    /// <param name="rows">Rows that were taken from each table.</param>
    /// <param name="runs">Borrowed runs; the view gives them back.</param>
    public IndexView(List<List<IndexEntry>> slices, int rows, SortedRun[] runs)
    {
        _slices = slices;
        _runs = runs;
        foreach (var slice in slices.Where(slice => slice.Count > rows))
        {
            var last = slice[^1].Key;
            Cut = Cut is null || last.AsSpan().SequenceCompareTo(Cut) < 0 ? last : Cut;
        }
    }

    /// <summary>Where the view ends because a table was cut off there; null where it goes on to the end.</summary>
    public byte[]? Cut { get; }

    /// <summary>Adds the rows from <paramref name="from"/> on that lie before the cut and before <paramref name="end"/>.</summary>
    public void Read(byte[] from, byte[] end, int limit, List<IndexEntry> found)
    {
        using var merge = new MergeCursor(_slices, _runs, from);
        var stop = Cut ?? end;
        for (; merge.IsValid && found.Count < limit && merge.Key.SequenceCompareTo(stop) < 0; merge.MoveNext())
        {
            if (!merge.IsRemoved)
            {
                found.Add(new IndexEntry(merge.Key.ToArray(), merge.CopyValue()));
            }
        }
    }

    public void Dispose() => RunSet.Return(_runs);
}
