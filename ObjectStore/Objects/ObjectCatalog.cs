using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Objects;

/// <summary>
/// The objects of all buckets. The current version of a key has one row, found by one look-up; noncurrent versions
/// have theirs in another table, newest first.
/// </summary>
internal sealed class ObjectCatalog(Store store)
{
    private const int ScanRows = 256;

    /// <summary>The current version, which may be a delete marker, or null.</summary>
    public StoredObject? Current(string bucket, string key) =>
        store.Index.Get(Keys.Object(bucket, key)) is { } content ? StoredObject.FromBytes(content) : null;

    /// <summary>One version, or null. Without an id: the current one.</summary>
    /// <exception cref="S3Exception">InvalidArgument: not a version id.</exception>
    public StoredObject? Find(string bucket, string key, string? versionId)
    {
        var current = Current(bucket, key);
        if (versionId is null || current?.VersionId == versionId)
        {
            return current;
        }
        if (versionId == StoredObject.NullVersion)
        {
            return Noncurrent(bucket, key).FirstOrDefault(version => version.VersionId == StoredObject.NullVersion);
        }
        var content = store.Index.Get(Keys.Version(bucket, key, VersionIds.Sequence(versionId)));
        var found = content is null ? null : StoredObject.FromBytes(content);
        return found?.VersionId == versionId ? found : null;
    }

    /// <summary>Noncurrent versions of one key, newest first.</summary>
    public IEnumerable<StoredObject> Noncurrent(string bucket, string key)
    {
        var from = Keys.VersionsOf(bucket, key);
        var end = Bytes.After(from);
        while (true)
        {
            var rows = store.Index.Scan(from, end, ScanRows);
            foreach (var row in rows)
            {
                yield return StoredObject.FromBytes(row.Value!);
            }
            if (rows.Count < ScanRows)
            {
                yield break;
            }
            from = [.. rows[^1].Key, 0];
        }
    }

    /// <summary>The blobs that make up a version, in order.</summary>
    public List<Segment> Segments(StoredObject version) => version switch
    {
        { PartCount: > 0 } => Segment.FromBytes(store.Index.Get(Keys.SegmentsOf(version.Blob))
            ?? throw new FileNotFoundException("The version was deleted after it was looked up.")),
        { Size: 0 } => [],
        _ => [new Segment(1, version.Blob, version.Size, null)],
    };

    /// <summary>Makes a written object the current version of its key.</summary>
    /// <param name="written">All but version id and sequence.</param>
    /// <exception cref="S3Exception">NoSuchBucket, PreconditionFailed.</exception>
    public StoredObject Put(Transaction transaction, string bucketName, string key, StoredObject written, WriteCondition condition)
    {
        var bucket = store.Buckets.Get(bucketName);
        var current = Current(bucketName, key);
        condition.Check(current is { IsDeleteMarker: false } ? current : null, key);
        return MakeCurrent(transaction, bucket, key, current, written);
    }

    /// <summary>Deletes as a client without a version id does: by a marker where versioning was switched on.</summary>
    /// <returns>The delete marker, or null where there was none to make.</returns>
    public StoredObject? Delete(string bucketName, string key, DeleteCondition condition) => store.Transact(transaction =>
    {
        transaction.FreesSpace();
        var bucket = store.Buckets.Get(bucketName);
        var current = Current(bucketName, key);
        condition.Check(current);
        if (bucket.Versioning != Versioning.Off)
        {
            return MakeCurrent(transaction, bucket, key, current, new StoredObject { IsDeleteMarker = true, LastModified = store.Time.GetUtcNow() });
        }
        if (current is not null)
        {
            transaction.Rows.Remove(Keys.Object(bucketName, key));
            transaction.Free(current);
        }
        return null;
    });

    /// <summary>Deletes one version for good.</summary>
    /// <param name="allow">Throws where the version must stay (retention, legal hold, condition).</param>
    /// <returns>The version that was deleted, or null where there was none.</returns>
    public StoredObject? DeleteVersion(string bucketName, string key, string versionId, Action<StoredObject> allow) => store.Transact(transaction =>
    {
        transaction.FreesSpace();
        store.Buckets.Get(bucketName);
        var version = Find(bucketName, key, versionId);
        if (version is null)
        {
            return null;
        }
        allow(version);
        RemoveVersion(transaction, bucketName, key, version);
        return version;
    });

    /// <summary>Replaces what is known about a version (tags, retention, legal hold).</summary>
    /// <exception cref="S3Exception">NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker.</exception>
    public StoredObject Update(string bucketName, string key, string? versionId, Func<StoredObject, StoredObject> change) => store.Transact(transaction =>
    {
        var current = Current(bucketName, key);
        var version = Require(Find(bucketName, key, versionId), key, versionId);
        var changed = change(version);
        transaction.Rows.Put(
            current?.Sequence == version.Sequence ? Keys.Object(bucketName, key) : Keys.Version(bucketName, key, version.Sequence),
            changed.ToBytes());
        return changed;
    });

    /// <exception cref="S3Exception">NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker.</exception>
    public StoredObject Get(string bucket, string key, string? versionId) => Require(Find(bucket, key, versionId), key, versionId);

    public void RemoveVersion(Transaction transaction, string bucket, string key, StoredObject version)
    {
        transaction.Free(version);
        if (Current(bucket, key)?.Sequence != version.Sequence)
        {
            transaction.Rows.Remove(Keys.Version(bucket, key, version.Sequence));
            return;
        }
        if (Noncurrent(bucket, key).FirstOrDefault() is { } next)
        {
            transaction.Rows.Put(Keys.Object(bucket, key), next.ToBytes());
            transaction.Rows.Remove(Keys.Version(bucket, key, next.Sequence));
        }
        else
        {
            transaction.Rows.Remove(Keys.Object(bucket, key));
        }
    }

    private static StoredObject Require(StoredObject? version, string key, string? versionId) => version switch
    {
        null when versionId is not null => throw S3Error.NoSuchVersion.With(S3Error.NoSuchVersion.Message, ("Key", key), ("VersionId", versionId)),
        null => throw S3Error.NoSuchKey.With(S3Error.NoSuchKey.Message, ("Key", key)),
        { IsDeleteMarker: true } => throw DeleteMarkerError(version, key, versionId),
        _ => version,
    };

    private static S3Exception DeleteMarkerError(StoredObject marker, string key, string? versionId)
    {
        var error = versionId is null ? S3Error.NoSuchKey : S3Error.MethodNotAllowed;
        return new S3Exception(error, error.Message, [("Key", key)])
        {
            Headers =
            {
                [S3Headers.DeleteMarker] = "true",
                [S3Headers.VersionId] = marker.VersionId,
            },
        };
    }

    private StoredObject MakeCurrent(Transaction transaction, Bucket bucket, string key, StoredObject? current, StoredObject written)
    {
        var sequence = store.NextSequence(current?.Sequence ?? 0);
        var made = written with
        {
            Sequence = sequence,
            VersionId = bucket.Versioning == Versioning.Enabled ? VersionIds.Create(sequence) : StoredObject.NullVersion,
        };
        if (made.VersionId == StoredObject.NullVersion && current?.VersionId != StoredObject.NullVersion && bucket.Versioning != Versioning.Off
            && Find(bucket.Name, key, StoredObject.NullVersion) is { } replaced)
        {
            transaction.Rows.Remove(Keys.Version(bucket.Name, key, replaced.Sequence));
            transaction.Free(replaced);
        }
        if (current is not null)
        {
            if (current.VersionId == made.VersionId)
            {
                transaction.Free(current);
            }
            else
            {
                transaction.Rows.Put(Keys.Version(bucket.Name, key, current.Sequence), current.ToBytes());
            }
        }
        transaction.Rows.Put(Keys.Object(bucket.Name, key), made.ToBytes());
        return made;
    }
}
