using Platform.ObjectStore.Hosting;
using Platform.ObjectStore.Http;
using Platform.ServiceDefaults.Pausing;

namespace Platform.ObjectStore.Lifecycle;

/// <summary>Applies the lifecycle rules of all buckets: at start, after a change of rules, and at intervals.</summary>
internal sealed class LifecycleService(OpenStore open, PauseGate gate, LifecycleSignal signal, ILogger<LifecycleService> logger) : BackgroundService
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
                await ApplyAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // The end, or a pause: what it left is done in the next round.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or S3Exception)
            {
                logger.LogWarning("Cannot apply the lifecycle rules, trying again later: {Reason}", e.Message);
            }
            await signal.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ApplyAsync(CancellationToken stoppingToken)
    {
        await gate.EnterAsync(stoppingToken);
        try
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, gate.Pausing);
            Apply(open.Current, leaving.Token);
        }
        finally
        {
            gate.Leave();
        }
    }

    private static void Apply(Store store, CancellationToken stoppingToken)
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
