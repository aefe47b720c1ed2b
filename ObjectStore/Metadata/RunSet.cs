namespace Platform.ObjectStore.Metadata;

/// <summary>
/// The sorted runs of an index, oldest first, and the manifest that lists them. Runs are merged so that each is at
/// least four times as large as the next, which keeps their number at the logarithm of the row count. Readers may come
/// from any thread; one thread at a time adds and merges.
/// </summary>
internal sealed class RunSet
{
    private const int Growth = 4;

    private readonly string _directory;
    private readonly bool _flushToDisk;
    private readonly Lock _gate = new();
    private SortedRun[] _runs;
    private int _nextRun;

    private RunSet(string directory, bool flushToDisk, Manifest manifest)
    {
        _directory = directory;
        _flushToDisk = flushToDisk;
        _nextRun = manifest.NextRun;
        FirstJournal = manifest.FirstJournal;
        _runs = [.. manifest.Runs.Select(run => SortedRun.Open(Path.Combine(directory, run)))];
    }

    /// <summary>Number of the first journal whose changes are not in the runs yet.</summary>
    public int FirstJournal { get; private set; }

    /// <summary>Opens what the manifest lists and deletes what a killed process left beside it.</summary>
    public static RunSet Open(string directory, bool flushToDisk)
    {
        var manifest = Manifest.Read(directory);
        RemoveUnlisted(directory, manifest);
        return new RunSet(directory, flushToDisk, manifest);
    }

    /// <summary>All runs, which stay readable until they are given back.</summary>
    public SortedRun[] Borrow()
    {
        lock (_gate)
        {
            foreach (var run in _runs)
            {
                run.AddUser();
            }
            return _runs;
        }
    }

    public static void Return(SortedRun[] runs)
    {
        foreach (var run in runs)
        {
            run.Release();
        }
    }

    /// <summary>Writes rows to a new run and lists it in one step with the number of the first journal that it does not cover.</summary>
    public void Add(IEnumerable<IndexEntry> rows, int firstJournal)
    {
        // Nothing lies under the oldest run, so it needs to hide nothing.
        var run = Write(rows.Where(row => row.Value is not null || _runs.Length > 0));
        FirstJournal = firstJournal;
        Replace([.. _runs, run]);
    }

    public void MergeWhereDue()
    {
        while (_runs.Length > 1 && _runs[^2].Length < Growth * _runs[^1].Length)
        {
            var pair = _runs[^2..];
            SortedRun merged;
            using (var cursor = new MergeCursor([], pair, []))
            {
                merged = Write(Rows(cursor, keepRemovals: _runs.Length > 2));
            }
            Replace([.. _runs[..^2], merged]);
            foreach (var run in pair)
            {
                run.Retire();
            }
        }
    }

    public void Close() => Return(_runs);

    private void Replace(SortedRun[] runs)
    {
        new Manifest(FirstJournal, _nextRun, [.. runs.Select(run => Path.GetFileName(run.Path))]).Write(_directory, _flushToDisk);
        lock (_gate)
        {
            _runs = runs;
        }
    }

    private static IEnumerable<IndexEntry> Rows(MergeCursor merge, bool keepRemovals)
    {
        for (; merge.IsValid; merge.MoveNext())
        {
            if (keepRemovals || !merge.IsRemoved)
            {
                yield return new IndexEntry(merge.Key.ToArray(), merge.CopyValue());
            }
        }
    }

    private SortedRun Write(IEnumerable<IndexEntry> rows)
    {
        var path = Path.Combine(_directory, $"{_nextRun++:d6}.run");
        try
        {
            using var writer = new RunWriter(path);
            foreach (var row in rows)
            {
                writer.Add(row.Key, row.Value);
            }
            writer.Complete(_flushToDisk);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        return SortedRun.Open(path);
    }

    private static void RemoveUnlisted(string directory, Manifest manifest)
    {
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            var unlisted = Path.GetExtension(path) switch
            {
                ".run" => !manifest.Runs.Contains(Path.GetFileName(path)),
                ".journal" => JournalFile.Number(path) < manifest.FirstJournal,
                ".new" => true,
                _ => false,
            };
            if (unlisted)
            {
                File.Delete(path);
            }
        }
    }
}
