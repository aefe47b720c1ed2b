using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Lifecycle;
using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Multipart;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Signing;

namespace Platform.ObjectStore;

/// <summary>Everything under one data directory.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly DataDirectoryLock _lock;
    private readonly Lock _transactions = new();
    private readonly LifecycleSignal _lifecycle;
    private long _lastSequence;

    public Store(StoreOptions options, TimeProvider time, LifecycleSignal lifecycle, ILogger<Store> logger)
    {
        _lifecycle = lifecycle;
        Options = options;
        Time = time;
        _lock = DataDirectoryLock.Take(options.DataDirectory);
        try
        {
            Index = OrderedIndex.Open(Path.Combine(options.DataDirectory, "index"), options.FlushToDisk, logger);
            Blobs = new BlobStore(Index, Path.Combine(options.DataDirectory, "blobs"), options.FlushToDisk, logger);
            if (options.FlushToDisk)
            {
                // The two directories may be new.
                DirectorySync.Flush(options.DataDirectory);
            }
        }
        catch
        {
            Index?.Dispose();
            _lock.Dispose();
            throw;
        }
        Authenticator = new Authenticator(options, time);
        Buckets = new BucketCatalog(this);
        Objects = new ObjectCatalog(this);
        Uploads = new UploadCatalog(this);
    }

    public StoreOptions Options { get; }

    public TimeProvider Time { get; }

    public OrderedIndex Index { get; }

    public BlobStore Blobs { get; }

    public Authenticator Authenticator { get; }

    public BucketCatalog Buckets { get; }

    public ObjectCatalog Objects { get; }

    public UploadCatalog Uploads { get; }

    /// <summary>
    /// Runs a read-check-write step that no other may interleave with, then waits for the durability that was
    /// asked for. Keep it short: everything large was written to a blob before.
    /// </summary>
    public T Transact<T>(Func<Transaction, T> step)
    {
        T result;
        var transaction = new Transaction(this);
        lock (_transactions)
        {
            result = step(transaction);
            transaction.Commit();
        }
        Index.Sync();
        transaction.Finish();
        return result;
    }

    /// <summary>A number larger than every one given out before it on this machine's clock.</summary>
    public ulong NextSequence(ulong after = 0)
    {
        // Only called inside a transaction.
        _lastSequence = Math.Max(Math.Max(_lastSequence, (long)after) + 1, Time.GetUtcNow().UtcTicks);
        return (ulong)_lastSequence;
    }

    /// <summary>Has the lifecycle rules applied soon, because they changed.</summary>
    public void LifecycleChanged() => _lifecycle.Changed();

    public async ValueTask DisposeAsync()
    {
        await Blobs.DisposeAsync();
        Index.Dispose();
        _lock.Dispose();
    }
}
