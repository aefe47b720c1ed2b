namespace Platform.ObjectStore.Metadata;

/// <summary>
/// An ordered map from byte keys to byte values that survives SIGKILL: a journal and a small table in memory
/// for what is new, sorted runs on disk for the rest, merged in the background so that their number grows
/// with the logarithm of the row count. Memory use does not depend on how many rows there are, but for the
/// first key of each 16 KiB block.
/// </summary>
internal sealed class OrderedIndex : IDisposable
{
    public const int FlushBytes = 2 * 1024 * 1024;

    private const int MaxSliceRows = 4096;

    private readonly string _directory;
    private readonly bool _flushToDisk;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Lock _maintenance = new();
    private MemoryTable _table = new();
    private MemoryTable? _frozen;
    private Journal _journal;
    private int _journalNumber;
    private int _nextRun;
    private SortedRun[] _runs;
    private Task _flushing = Task.CompletedTask;
    private long _flushAt = FlushBytes;

    private OrderedIndex(string directory, bool flushToDisk, ILogger logger)
    {
        _directory = directory;
        _flushToDisk = flushToDisk;
        _logger = logger;
        Directory.CreateDirectory(directory);
        var manifest = Manifest.Read(directory);
        _nextRun = manifest.NextRun;
        RemoveUnlisted(manifest);
        _runs = [.. manifest.Runs.Select(run => SortedRun.Open(Path.Combine(directory, run)))];
        _journalNumber = manifest.FirstJournal;
        while (File.Exists(JournalPath(_journalNumber + 1)))
        {
            using var older = Journal.Open(JournalPath(_journalNumber), _table.Apply);
            _journalNumber++;
        }
        _journal = File.Exists(JournalPath(_journalNumber))
            ? Journal.Open(JournalPath(_journalNumber), _table.Apply)
            : Journal.Create(JournalPath(_journalNumber));
    }

    public static OrderedIndex Open(string directory, bool flushToDisk, ILogger logger) => new(directory, flushToDisk, logger);

    /// <summary>Applies all changes of the batch in one step. Once it returns, they survive the death of the process.</summary>
    /// <exception cref="IOException">The disk is full or read-only; nothing has changed.</exception>
    public void Commit(IndexBatch batch)
    {
        lock (_gate)
        {
            _journal.Append(batch);
            foreach (var change in batch.Changes)
            {
                _table.Apply(change);
            }
            if (_table.Size >= _flushAt && _frozen is null)
            {
                Freeze();
            }
        }
    }

    /// <summary>Waits until all that was committed before survives a power loss, if that was asked for at opening.</summary>
    public void Sync()
    {
        if (!_flushToDisk)
        {
            return;
        }
        Journal journal;
        long end;
        lock (_gate)
        {
            journal = _journal;
            end = journal.Length;
        }
        journal.Sync(end);
    }

    public byte[]? Get(ReadOnlySpan<byte> key)
    {
        SortedRun[] runs;
        lock (_gate)
        {
            if (_table.TryGet(key, out var value) || (_frozen is not null && _frozen.TryGet(key, out value)))
            {
                return value;
            }
            runs = Borrow();
        }
        try
        {
            for (var i = runs.Length - 1; i >= 0; i--)
            {
                if (runs[i].TryGet(key, out var value))
                {
                    return value;
                }
            }
            return null;
        }
        finally
        {
            Return(runs);
        }
    }

    /// <summary>
    /// Rows with <paramref name="from"/> ≤ key &lt; <paramref name="end"/> in ascending byte order, at most
    /// <paramref name="limit"/> of them. Fewer than that means that there are no more.
    /// </summary>
    public List<IndexEntry> Scan(byte[] from, byte[] end, int limit)
    {
        var found = new List<IndexEntry>(Math.Min(limit, 1024));
        while (found.Count < limit)
        {
            var next = ScanPart(from, end, limit, found);
            if (next is null)
            {
                break;
            }
            from = next;
        }
        return found;
    }

    public void Dispose()
    {
        _flushing.Wait();
        lock (_gate)
        {
            _journal.Dispose();
            Return(_runs);
        }
    }

    /// <summary>Waits for the background work that is under way. For tests.</summary>
    public Task Settled() => _flushing;

    private byte[]? ScanPart(byte[] from, byte[] end, int limit, List<IndexEntry> found)
    {
        // Each source is cut off after some rows; what lies behind the nearest cut is left for the next part.
        var rows = Math.Min(limit, MaxSliceRows);
        var slices = new List<List<IndexEntry>>(2);
        SortedRun[] runs;
        lock (_gate)
        {
            slices.Add(_table.Slice(from, end, rows + 1));
            if (_frozen is not null)
            {
                slices.Add(_frozen.Slice(from, end, rows + 1));
            }
            runs = Borrow();
        }
        byte[]? cut = null;
        foreach (var slice in slices.Where(slice => slice.Count > rows))
        {
            var last = slice[^1].Key;
            cut = cut is null || last.AsSpan().SequenceCompareTo(cut) < 0 ? last : cut;
        }
        try
        {
            using var merge = new MergeCursor(slices, runs, from);
            var stop = cut ?? end;
            for (; merge.IsValid && found.Count < limit; merge.MoveNext())
            {
                if (merge.Key.SequenceCompareTo(stop) >= 0)
                {
                    break;
                }
                if (!merge.IsRemoved)
                {
                    found.Add(new IndexEntry(merge.Key.ToArray(), merge.CopyValue()));
                }
            }
        }
        finally
        {
            Return(runs);
        }
        return cut;
    }

    private SortedRun[] Borrow()
    {
        foreach (var run in _runs)
        {
            run.AddUser();
        }
        return _runs;
    }

    private static void Return(SortedRun[] runs)
    {
        foreach (var run in runs)
        {
            run.Release();
        }
    }

    private void Freeze()
    {
        try
        {
            var next = Journal.Create(JournalPath(_journalNumber + 1));
            if (_flushToDisk)
            {
                DirectorySync.Flush(_directory);
                _journal.Sync(_journal.Length);
            }
            _journal.Dispose();
            _journal = next;
            _journalNumber++;
            _frozen = _table;
            _table = new MemoryTable();
            _flushAt = FlushBytes;
            _flushing = Task.Run(Flush);
        }
        catch (IOException e)
        {
            _flushAt = _table.Size + FlushBytes;
            _logger.LogWarning("Cannot start a new journal in {Directory}, carrying on with the old one: {Reason}", _directory, e.Message);
        }
    }

    private void Flush()
    {
        lock (_maintenance)
        {
            try
            {
                var frozen = _frozen!;
                var journal = _journalNumber;
                var path = NewRun();
                WriteRun(path, frozen.All().Where(row => row.Value is not null || _runs.Length > 0));
                var run = SortedRun.Open(path);
                new Manifest(journal, _nextRun, [.. _runs.Select(Name), Name(run)]).Write(_directory, _flushToDisk);
                lock (_gate)
                {
                    _runs = [.. _runs, run];
                    _frozen = null;
                }
                for (var old = journal - 1; File.Exists(JournalPath(old)); old--)
                {
                    File.Delete(JournalPath(old));
                }
                while (_runs.Length > 1 && _runs[^2].Length < 4 * _runs[^1].Length)
                {
                    MergeNewest(journal);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _logger.LogWarning("Cannot write the metadata index in {Directory}, trying again later: {Reason}", _directory, e.Message);
                _ = Task.Delay(TimeSpan.FromSeconds(1)).ContinueWith(_ => RetryFlush(), TaskScheduler.Default);
            }
        }
    }

    private void RetryFlush()
    {
        lock (_gate)
        {
            if (_frozen is not null && _flushing.IsCompleted)
            {
                _flushing = Task.Run(Flush);
            }
        }
    }

    private void MergeNewest(int journal)
    {
        var pair = _runs[^2..];
        var path = NewRun();
        using (var merge = new MergeCursor([], pair, []))
        {
            WriteRun(path, Rows(merge, keepRemovals: _runs.Length > 2));
        }
        var run = SortedRun.Open(path);
        new Manifest(journal, _nextRun, [.. _runs[..^2].Select(Name), Name(run)]).Write(_directory, _flushToDisk);
        lock (_gate)
        {
            _runs = [.. _runs[..^2], run];
        }
        foreach (var merged in pair)
        {
            merged.Retire();
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

    private void WriteRun(string path, IEnumerable<IndexEntry> rows)
    {
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
    }

    private void RemoveUnlisted(Manifest manifest)
    {
        foreach (var path in Directory.EnumerateFiles(_directory))
        {
            var name = Path.GetFileName(path);
            var number = int.TryParse(Path.GetFileNameWithoutExtension(name), out var parsed) ? parsed : 0;
            if ((name.EndsWith(".run", StringComparison.Ordinal) && !manifest.Runs.Contains(name))
                || (name.EndsWith(".journal", StringComparison.Ordinal) && number < manifest.FirstJournal)
                || name.EndsWith(".new", StringComparison.Ordinal))
            {
                File.Delete(path);
            }
        }
    }

    private string NewRun() => Path.Combine(_directory, $"{_nextRun++:d6}.run");

    private string JournalPath(int number) => Path.Combine(_directory, $"{number:d6}.journal");

    private static string Name(SortedRun run) => Path.GetFileName(run.Path);
}
