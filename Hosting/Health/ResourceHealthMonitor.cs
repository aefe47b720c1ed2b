using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Health;

/// <summary>
/// Checks the health of resources from the moment they run until they stop, and publishes <see cref="ResourceReadyEvent"/>
/// when one is healthy for the first time.
/// </summary>
internal sealed class ResourceHealthMonitor(
    HealthCheckService healthChecks,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider time,
    ILogger<ResourceHealthMonitor> logger)
{
    private readonly ConcurrentDictionary<string, Run> _runs = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    public void Start() => _watching = Task.Run(WatchAsync);

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        await Task.WhenAll(_runs.Values.Select(run => run.Task)).ConfigureAwait(false);
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(_stopping.Token).ConfigureAwait(false))
            {
                Follow(change);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }

    // One run of a resource is told from the next by its start time: it may have stopped and started between two reports.
    private void Follow(ResourceEvent change)
    {
        var id = change.ResourceId;
        var isRunning = change.Snapshot.State?.Text == KnownResourceStates.Running;
        if (_runs.TryGetValue(id, out var current))
        {
            if (isRunning && current.StartedAt == change.Snapshot.StartTimeStamp)
            {
                return;
            }

            current.Stop.Cancel();
            _runs.TryRemove(id, out _);
        }

        if (isRunning)
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var startedAt = change.Snapshot.StartTimeStamp;
            _runs[id] = new(startedAt, stop, Task.Run(() => MonitorAsync(change.Resource, id, startedAt, stop.Token)));
        }
    }

    private async Task MonitorAsync(IResource resource, string id, DateTime? startedAt, CancellationToken cancellationToken)
    {
        try
        {
            var keys = KeysOf(resource);
            if (keys.Count is 0)
            {
                await PublishReadyAsync(resource, id, startedAt, cancellationToken).ConfigureAwait(false);
                return;
            }

            await PublishAsync(resource, id, startedAt, s => s with { HealthReports = [.. keys.Select(k => new HealthReportSnapshot(k, null, null, null))] }).ConfigureAwait(false);
            var pauses = new HealthCheckPauses();
            var isReady = false;
            var isMissingTold = false;
            while (!cancellationToken.IsCancellationRequested)
            {
                var report = await CheckAsync(keys, cancellationToken).ConfigureAwait(false);
                var missing = keys.Where(k => !report.Entries.ContainsKey(k)).ToArray();
                if (missing.Length > 0 && !isMissingTold)
                {
                    isMissingTold = true;
                    loggers.GetLogger(resource).LogError("The health check '{Key}' of resource '{ResourceName}' is not registered. Register it with Services.AddHealthChecks().", missing[0], resource.Name);
                }

                await PublishReportsAsync(resource, id, startedAt, report).ConfigureAwait(false);
                var healthy = missing.Length is 0 && report.Status is HealthStatus.Healthy;
                if (healthy && !isReady)
                {
                    isReady = true;
                    await PublishReadyAsync(resource, id, startedAt, cancellationToken).ConfigureAwait(false);
                }

                await Task.Delay(pauses.Next(healthy), time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "The health of resource '{ResourceId}' is not checked any more.", id);
        }
    }

    /// <summary>A part of a resource is healthy only if the resource is.</summary>
    public static HashSet<string> KeysOf(IResource resource) =>
        resource.TryGetAnnotationsIncludingAncestorsOfType<HealthCheckAnnotation>(out var annotations) ? [.. annotations.Select(a => a.Key)] : [];

    private async Task<HealthReport> CheckAsync(HashSet<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            return await healthChecks.CheckHealthAsync(registration => keys.Contains(registration.Name), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A check reports its own failures; what is thrown here comes from making one, and may succeed the next time.
            return new(keys.ToDictionary(key => key, _ => new HealthReportEntry(HealthStatus.Unhealthy, exception.Message, TimeSpan.Zero, exception, null)), TimeSpan.Zero);
        }
    }

    private Task PublishReportsAsync(IResource resource, string id, DateTime? startedAt, HealthReport report) =>
        PublishAsync(resource, id, startedAt, s => s with
        {
            HealthReports =
            [
                .. s.HealthReports.Select(old => report.Entries.TryGetValue(old.Name, out var entry)
                    ? new HealthReportSnapshot(old.Name, entry.Status, entry.Description, entry.Exception?.ToString())
                    : old),
            ],
        });

    // Those who wait for the resource wait for the subscribers, too; the monitor itself does not.
    private Task PublishReadyAsync(IResource resource, string id, DateTime? startedAt, CancellationToken cancellationToken)
    {
        var subscribers = Task.Run(
            async () =>
            {
                try
                {
                    await eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    loggers.GetLogger(resource).LogError(exception, "A subscriber of the ready event of '{ResourceName}' failed.", resource.Name);
                    throw;
                }
            },
            cancellationToken);
        return PublishAsync(resource, id, startedAt, s => s with { ResourceReadyEvent = new(subscribers) });
    }

    // What was found out about one run of a resource is not said about the next one.
    private Task PublishAsync(IResource resource, string id, DateTime? startedAt, Func<CustomResourceSnapshot, CustomResourceSnapshot> update) =>
        notifications.PublishUpdateAsync(resource, id, s => s.State?.Text == KnownResourceStates.Running && s.StartTimeStamp == startedAt ? update(s) : s);

    private sealed record Run(DateTime? StartedAt, CancellationTokenSource Stop, Task Task);
}
