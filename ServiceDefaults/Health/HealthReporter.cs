using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Health;

/// <summary>Answers probes. However many arrive, each dependency is asked once per caching time.</summary>
internal sealed class HealthReporter(
    HealthCheckService checks, HealthSettings settings, IHostEnvironment environment, TimeProvider? time = null)
{
    // A bad answer is asked again sooner: whoever waits for the service should not wait for the cache.
    private static readonly TimeSpan BadAnswerLifetime = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public async Task AnswerAsync(HttpContext context, string tag)
    {
        HealthExtensions.LeaveOutOfTraces(Activity.Current);
        var report = await ReportAsync(tag);
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var answer = HealthAnswer.From(report, settings.ShowDetails ?? environment.IsDevelopment());
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, HealthJson.Default.HealthAnswer, context.RequestAborted);
    }

    public Task<HealthReport> ReportAsync(string tag)
    {
        while (true)
        {
            if (_entries.TryGetValue(tag, out var entry) && IsFresh(entry))
            {
                return entry.Report;
            }

            // The check does not belong to the request that happens to start it: no cancellation, no trace of it.
            var start = new TaskCompletionSource<HealthReport>(TaskCreationOptions.RunContinuationsAsynchronously);
            var next = new Entry(start.Task);
            if (entry is null ? _entries.TryAdd(tag, next) : _entries.TryUpdate(tag, next, entry))
            {
                _ = RunAsync(tag, next, start);
                return start.Task;
            }
        }
    }

    private async Task RunAsync(string tag, Entry entry, TaskCompletionSource<HealthReport> result)
    {
        try
        {
            var report = await checks.CheckHealthAsync(registration => registration.Tags.Contains(tag));
            entry.FinishedAt = _time.GetTimestamp();
            result.SetResult(report);
        }
        catch (Exception e)
        {
            entry.FinishedAt = _time.GetTimestamp();
            result.SetException(e);
        }
    }

    private bool IsFresh(Entry entry)
    {
        if (!entry.Report.IsCompleted)
        {
            return true;
        }

        var good = entry.Report.IsCompletedSuccessfully && entry.Report.Result.Status == HealthStatus.Healthy;
        var lifetime = good ? TimeSpan.FromSeconds(settings.CacheSeconds) : BadAnswerLifetime;
        return _time.GetElapsedTime(entry.FinishedAt) < lifetime;
    }

    private sealed class Entry(Task<HealthReport> report)
    {
        public Task<HealthReport> Report { get; } = report;

        public long FinishedAt { get; set; }
    }
}
