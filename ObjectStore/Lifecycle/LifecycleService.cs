using Platform.ObjectStore.Http;

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
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or S3Exception)
            {
                logger.LogWarning("Cannot apply the lifecycle rules, trying again later: {Reason}", e.Message);
            }
            await store.WaitForLifecycleAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
                    new LifecycleRun(store, bucket, [.. lifecycle.Active], stoppingToken).Apply();
                }
            }
            if (buckets.Count < PageBuckets)
            {
                return;
            }
            after = buckets[^1].Name;
        }
    }
}
