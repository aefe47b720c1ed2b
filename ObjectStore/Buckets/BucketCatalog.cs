using System.Collections.Concurrent;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Buckets;

/// <summary>The buckets of a store.</summary>
internal sealed class BucketCatalog(Store store)
{
    // Buckets are asked for by every request and seldom change.
    private readonly ConcurrentDictionary<string, Bucket> _known = new();

    public Bucket? Find(string name)
    {
        if (_known.TryGetValue(name, out var bucket))
        {
            return bucket;
        }
        if (!BucketName.IsValid(name) || store.Index.Get(Keys.Bucket(name)) is null)
        {
            return null;
        }
        // Read again where no change can come between reading and remembering.
        return store.Transact(_ =>
            store.Index.Get(Keys.Bucket(name)) is { } content ? _known.GetOrAdd(name, Bucket.FromBytes(name, content)) : null);
    }

    /// <exception cref="S3Exception">NoSuchBucket.</exception>
    public Bucket Get(string name) =>
        Find(name) ?? throw S3Error.NoSuchBucket.With(S3Error.NoSuchBucket.Message, ("BucketName", name));

    /// <exception cref="S3Exception">InvalidBucketName, BucketAlreadyOwnedByYou.</exception>
    public void Create(Bucket bucket)
    {
        if (!BucketName.IsValid(bucket.Name))
        {
            throw S3Error.InvalidBucketName.With(S3Error.InvalidBucketName.Message, ("BucketName", bucket.Name));
        }
        store.Transact(transaction =>
        {
            if (store.Index.Get(Keys.Bucket(bucket.Name)) is not null)
            {
                throw S3Error.BucketAlreadyOwnedByYou.With(S3Error.BucketAlreadyOwnedByYou.Message, ("BucketName", bucket.Name));
            }
            transaction.Rows.Put(Keys.Bucket(bucket.Name), bucket.ToBytes());
            transaction.OnCommit(() => _known[bucket.Name] = bucket);
            return bucket;
        });
    }

    /// <summary>Replaces a bucket by what <paramref name="change"/> makes of it.</summary>
    public Bucket Update(string name, Func<Bucket, Bucket> change) => store.Transact(transaction =>
    {
        var changed = change(Get(name));
        transaction.Rows.Put(Keys.Bucket(name), changed.ToBytes());
        transaction.OnCommit(() => _known[name] = changed);
        return changed;
    });

    /// <summary>Deletes a bucket without objects. Uploads that were not completed go with it.</summary>
    /// <exception cref="S3Exception">NoSuchBucket, BucketNotEmpty.</exception>
    public void Delete(string name) => store.Transact(transaction =>
    {
        Get(name);
        if (HasRows(Keys.ObjectsOf(name)) || HasRows(Keys.VersionsOf(name)))
        {
            throw S3Error.BucketNotEmpty.With(S3Error.BucketNotEmpty.Message, ("BucketName", name));
        }
        transaction.FreesSpace();
        transaction.Rows.Remove(Keys.Bucket(name));
        store.Uploads.RemoveAll(transaction, name);
        transaction.OnCommit(() => _known.TryRemove(name, out _));
        return name;
    });

    /// <summary>Buckets in order of their names, after <paramref name="after"/>.</summary>
    public List<Bucket> List(string prefix, string? after, int limit)
    {
        var from = after is null ? Keys.Bucket(prefix) : [.. Keys.Bucket(after), 0];
        if (from.AsSpan().SequenceCompareTo(Keys.Bucket(prefix)) < 0)
        {
            from = Keys.Bucket(prefix);
        }
        return [.. store.Index.Scan(from, Bytes.After(Keys.Bucket(prefix)), limit)
            .Select(row => Bucket.FromBytes(Keys.Rest(row.Key, Keys.AllBuckets), row.Value!))];
    }

    private bool HasRows(byte[] prefix) => store.Index.Scan(prefix, Bytes.After(prefix), 1).Count > 0;
}
