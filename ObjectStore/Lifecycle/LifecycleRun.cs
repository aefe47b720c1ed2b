using System.Text;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Objects;

namespace Platform.ObjectStore.Lifecycle;

/// <summary>One round of a bucket's rules: one scan of its current versions, one of its noncurrent ones, one of its uploads.</summary>
internal sealed class LifecycleRun(Store store, Bucket bucket, List<LifecycleRule> rules, CancellationToken stoppingToken)
{
    private const int ScanRows = 256;
    private readonly DateTimeOffset _now = store.Time.GetUtcNow();
    private readonly TimeSpan _day = store.Options.LifecycleDay;

    public void Apply()
    {
        if (rules.Exists(rule => rule.ExpirationDays is not null || rule.ExpirationDate is not null || rule.ExpiresLoneDeleteMarkers))
        {
            ExpireCurrent();
        }
        if (rules.Exists(rule => rule.NoncurrentDays is not null))
        {
            ExpireNoncurrent();
        }
        if (rules.Exists(rule => rule.AbortUploadsAfterDays is not null))
        {
            AbortUploads();
        }
    }

    private void ExpireCurrent()
    {
        var table = Keys.ObjectsOf(bucket.Name);
        foreach (var row in Scan(table))
        {
            var key = Keys.Rest(row.Key, table);
            var current = StoredObject.FromBytes(row.Value!);
            if (current.IsDeleteMarker)
            {
                ExpireLoneMarker(key, current);
            }
            else if (rules.Exists(rule => rule.Filter.Matches(key, current) && rule.ExpiresAt(current, _day) <= _now))
            {
                // Only if nobody has written the key meanwhile.
                Try(() => store.Objects.Delete(bucket.Name, key, new DeleteCondition(current.ETag, null, null)));
            }
        }
    }

    private void ExpireLoneMarker(string key, StoredObject marker)
    {
        var due = rules.Exists(rule => key.StartsWith(rule.Filter.Prefix, StringComparison.Ordinal)
            && (rule.ExpiresLoneDeleteMarkers || (rule.Filter.IsPrefixOnly && rule.ExpiresAt(marker, _day) <= _now)));
        if (due && !store.Objects.Noncurrent(bucket.Name, key).Any())
        {
            Try(() => store.Objects.DeleteVersion(bucket.Name, key, marker.VersionId, _ => { }));
        }
    }

    private void ExpireNoncurrent()
    {
        var table = Keys.VersionsOf(bucket.Name);
        var (known, position, replaced) = ("", 0, default(DateTimeOffset));
        foreach (var row in Scan(table))
        {
            var key = Encoding.UTF8.GetString(row.Key.AsSpan(table.Length..^(1 + sizeof(ulong))));
            var version = StoredObject.FromBytes(row.Value!);
            if (key != known)
            {
                // A version became noncurrent when its successor was written; that of the first is the current one.
                (known, position, replaced) = (key, 0, store.Objects.Current(bucket.Name, key)?.LastModified ?? _now);
            }
            position++;
            var due = rules.Exists(rule => rule.NoncurrentDays is { } days && rule.Filter.Matches(key, version)
                && position > rule.NoncurrentKept && LifecycleRule.After(replaced, days, _day) <= _now);
            if (due)
            {
                Try(() => store.Objects.DeleteVersion(bucket.Name, key, version.VersionId, stored => LockCheck.AllowDeletion(stored, false, _now)));
            }
            replaced = version.LastModified;
        }
    }

    private void AbortUploads()
    {
        foreach (var (key, upload) in store.Uploads.All(bucket.Name, "", null))
        {
            if (rules.Exists(rule => rule.AbortUploadsAfterDays is { } days && key.StartsWith(rule.Filter.Prefix, StringComparison.Ordinal)
                && LifecycleRule.After(upload.Initiated, days, _day) <= _now))
            {
                Try(() => store.Uploads.Abort(bucket.Name, key, upload.Id));
            }
        }
    }

    private IEnumerable<IndexEntry> Scan(byte[] table)
    {
        var (from, end) = (table, Bytes.After(table));
        while (true)
        {
            stoppingToken.ThrowIfCancellationRequested();
            var rows = store.Index.Scan(from, end, ScanRows);
            foreach (var row in rows)
            {
                yield return row;
            }
            if (rows.Count < ScanRows)
            {
                yield break;
            }
            from = [.. rows[^1].Key, 0];
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (S3Exception)
        {
            // Written, deleted or locked since it was looked at; the next round looks again.
        }
    }
}
