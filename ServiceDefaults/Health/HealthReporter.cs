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
    // While the service starts, a bad answer is asked again sooner: whoever waits for the service should not wait for the cache. Later
    // a dependency that has trouble is not to be asked more often because of it.
    private static readonly TimeSpan BadAnswerLifetimeAtStart = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _created = (time ?? TimeProvider.System).GetTimestamp();

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
            var next = new Entry(start.Task, _time.GetTimestamp(), entry is not null && (entry.WasGood || IsGood(entry)));
            if (entry is null ? _entries.TryAdd(tag, next) : _entries.TryUpdate(tag, next, entry))
            {
                _ = RunAsync(tag, start);
                return start.Task;
            }
        }
    }

    private async Task RunAsync(string tag, TaskCompletionSource<HealthReport> result)
    {
        try
        {
            result.SetResult(await checks.CheckHealthAsync(registration => registration.Tags.Contains(tag)));
        }
        catch (Exception e)
        {
            result.SetException(e);
        }
    }

    private bool IsFresh(Entry entry)
    {
        if (!entry.Report.IsCompleted)
        {
            return true;
        }

        var starting = !entry.WasGood && !IsGood(entry) && _time.GetElapsedTime(_created) < Start;
        var lifetime = TimeSpan.FromSeconds(settings.CacheSeconds);

        // Counted from its beginning, so that time spent on asking is not added to the age of what was learned.
        return _time.GetElapsedTime(entry.StartedAt) < (starting && lifetime > BadAnswerLifetimeAtStart ? BadAnswerLifetimeAtStart : lifetime);
    }

    private static bool IsGood(Entry entry) => entry.Report.IsCompletedSuccessfully && entry.Report.Result.Status == HealthStatus.Healthy;

    /// <summary>An answer, or one that is being found out.</summary>
    /// <param name="Report">The answer.</param>
    /// <param name="StartedAt">When the dependencies were asked.</param>
    /// <param name="WasGood">Whether there was a good answer before.</param>
    private sealed record Entry(Task<HealthReport> Report, long StartedAt, bool WasGood);
}
