namespace Platform.ObjectStore.Metadata;

/// <summary>
/// An ordered map from byte keys to byte values that survives SIGKILL: a journal and a small table in memory
/// for what is new, sorted runs on disk for the rest. Memory use does not depend on how many rows there are, but for
/// the first key of each 16 KiB block.
/// </summary>
internal sealed class OrderedIndex : IDisposable
{
    public const int FlushBytes = 2 * 1024 * 1024;

    private const int MaxSliceRows = 4096;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly string _directory;
    private readonly bool _flushToDisk;
    private readonly ILogger _logger;
    private readonly RunSet _runs;
    private readonly Lock _gate = new();
    private readonly Lock _flush = new();
    private MemoryTable _table = new();
    private MemoryTable? _frozen;
    private Journal _journal;
    private int _journalNumber;
    private Task _flushing = Task.CompletedTask;
    private long _flushAt = FlushBytes;

    private OrderedIndex(string directory, bool flushToDisk, ILogger logger)
    {
        _directory = directory;
        _flushToDisk = flushToDisk;
        _logger = logger;
        Directory.CreateDirectory(directory);
        _runs = RunSet.Open(directory, flushToDisk);
        _journalNumber = _runs.FirstJournal;
        while (File.Exists(JournalFile.PathOf(directory, _journalNumber + 1)))
        {
            using var older = Journal.Open(JournalFile.PathOf(directory, _journalNumber), _table.Apply);
            _journalNumber++;
        }
        var newest = JournalFile.PathOf(directory, _journalNumber);
        _journal = File.Exists(newest) ? Journal.Open(newest, _table.Apply) : Journal.Create(newest);
        if (flushToDisk)
        {
            DirectorySync.Flush(directory);
        }
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
            runs = _runs.Borrow();
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
            RunSet.Return(runs);
        }
    }

    /// <summary>
    /// Rows with <paramref name="from"/> ≤ key &lt; <paramref name="end"/> in ascending byte order, at most
    /// <paramref name="limit"/> of them. Fewer than that means that there are no more.
    /// </summary>
    public List<IndexEntry> Scan(byte[] from, byte[] end, int limit)
    {
        var found = new List<IndexEntry>(Math.Min(limit, 1024));
        for (var next = from; next is not null && found.Count < limit;)
        {
            using var view = View(next, end, Math.Min(limit, MaxSliceRows));
            view.Read(next, end, limit, found);
            next = view.Cut;
        }
        return found;
    }

    public void Dispose()
    {
        _flushing.Wait();
        lock (_gate)
        {
            _journal.Dispose();
            _runs.Close();
        }
    }

    private IndexView View(byte[] from, byte[] end, int rows)
    {
        lock (_gate)
        {
            List<List<IndexEntry>> slices = [_table.Slice(from, end, rows + 1)];
            if (_frozen is not null)
            {
                slices.Add(_frozen.Slice(from, end, rows + 1));
            }
            return new IndexView(slices, rows, _runs.Borrow());
        }
    }

    /// <summary>Ends the table and its journal, begins new ones, and has the old table written to a run.</summary>
    private void Freeze()
    {
        try
        {
            var next = Journal.Create(JournalFile.PathOf(_directory, _journalNumber + 1));
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
        lock (_flush)
        {
            try
            {
                // The frozen table's rows came before this journal, and no other begins until the table is let go.
                var journal = _journalNumber;
                _runs.Add(_frozen!.All(), firstJournal: journal);
                lock (_gate)
                {
                    _frozen = null;
                }
                JournalFile.DeleteUpTo(_directory, journal - 1);
                _runs.MergeWhereDue();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                _logger.LogWarning("Cannot write the metadata index in {Directory}, trying again later: {Reason}", _directory, e.Message);
                _ = Task.Delay(RetryPause).ContinueWith(_ => RetryFlush(), TaskScheduler.Default);
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
}
