using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Listing;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Objects;

namespace Platform.ObjectStore.Lifecycle;

/// <summary>Applies the lifecycle rules of all buckets: at start, after a change of rules, and at intervals.</summary>
internal sealed class LifecycleService(Store store, ILogger<LifecycleService> logger) : BackgroundService
{
    private const int PageBuckets = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first request must not wait for this.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Apply(stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or S3Exception)
            {
                logger.LogWarning("Cannot apply the lifecycle rules, trying again later: {Reason}", e.Message);
            }
            await store.WaitForLifecycleAsync(stoppingToken);
        }
    }

    private void Apply(CancellationToken stoppingToken)
    {
        string? after = null;
        while (true)
        {
            var buckets = store.Buckets.List("", after, PageBuckets);
            foreach (var bucket in buckets)
            {
                stoppingToken.ThrowIfCancellationRequested();
                if (bucket.Lifecycle is { } lifecycle)
                {
                    Apply(bucket, lifecycle, stoppingToken);
                }
            }
            if (buckets.Count < PageBuckets)
            {
                return;
            }
            after = buckets[^1].Name;
        }
    }

    private void Apply(Bucket bucket, LifecycleConfiguration lifecycle, CancellationToken stoppingToken)
    {
        var rules = lifecycle.Active.ToList();
        string? marker = null;
        while (rules.Count > 0)
        {
            var page = ListKeys(bucket.Name, marker);
            foreach (var key in page)
            {
                stoppingToken.ThrowIfCancellationRequested();
                Apply(bucket, key, rules.FindAll(rule => key.StartsWith(rule.Filter.Prefix, StringComparison.Ordinal)));
            }
            if (page.Count == 0)
            {
                break;
            }
            marker = page[^1];
        }
        AbortUploads(bucket, rules);
    }

    private List<string> ListKeys(string bucket, string? after)
    {
        var table = Metadata.Keys.ObjectsOf(bucket);
        var from = after is null ? table : [.. Metadata.Keys.Object(bucket, after), 0];
        return store.Index.Scan(from, Metadata.Bytes.After(table), 256).ConvertAll(row => Metadata.Keys.Rest(row.Key, table));
    }

    private void Apply(Bucket bucket, string key, List<LifecycleRule> rules)
    {
        if (rules.Count == 0 || store.Objects.Current(bucket.Name, key) is not { } current)
        {
            return;
        }
        var now = store.Time.GetUtcNow();
        var day = store.Options.LifecycleDay;
        if (!current.IsDeleteMarker && rules.Exists(rule => rule.Filter.Matches(key, current) && rule.ExpiresAt(current, day) <= now))
        {
            // Only if nobody has written the key meanwhile.
            Try(() => store.Objects.Delete(bucket.Name, key, new DeleteCondition(current.ETag, null, null)));
        }
        if (bucket.Versioning != Versioning.Off)
        {
            ExpireNoncurrent(bucket, key, rules, now);
            ExpireLoneMarker(bucket, key, rules, now);
        }
    }

    private void ExpireNoncurrent(Bucket bucket, string key, List<LifecycleRule> rules, DateTimeOffset now)
    {
        var position = 0;
        DateTimeOffset? replaced = null;
        foreach (var (version, isLatest) in VersionPage.All(store, bucket.Name, key).ToList())
        {
            if (!isLatest)
            {
                position++;
                var due = rules.Exists(rule => rule.NoncurrentDays is { } days && rule.Filter.Matches(key, version)
                    && position > rule.NoncurrentKept && LifecycleRule.After(replaced!.Value, days, store.Options.LifecycleDay) <= now);
                if (due)
                {
                    Try(() => store.Objects.DeleteVersion(bucket.Name, key, version.VersionId, stored => LockCheck.AllowDeletion(stored, false, now)));
                }
            }
            replaced = version.LastModified;
        }
    }

    private void ExpireLoneMarker(Bucket bucket, string key, List<LifecycleRule> rules, DateTimeOffset now)
    {
        var versions = VersionPage.All(store, bucket.Name, key).Take(2).ToList();
        if (versions is [{ Version: { IsDeleteMarker: true } marker }]
            && rules.Exists(rule => rule.ExpiresLoneDeleteMarkers
                || (!rule.Filter.HasTags && rule.ExpiresAt(marker, store.Options.LifecycleDay) <= now)))
        {
            Try(() => store.Objects.DeleteVersion(bucket.Name, key, marker.VersionId, _ => { }));
        }
    }

    private void AbortUploads(Bucket bucket, List<LifecycleRule> rules)
    {
        foreach (var (key, upload) in store.Uploads.All(bucket.Name, "", null).ToList())
        {
            if (rules.Exists(rule => rule.AbortUploadsAfterDays is { } days && key.StartsWith(rule.Filter.Prefix, StringComparison.Ordinal)
                && LifecycleRule.After(upload.Initiated, days, store.Options.LifecycleDay) <= store.Time.GetUtcNow()))
            {
                Try(() => store.Uploads.Abort(bucket.Name, key, upload.Id));
            }
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
