using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Api.Jobs;

/// <summary>Spans and measurements of jobs.</summary>
internal static class JobTelemetry
{
    public const string Name = "Platform.Jobs";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "jobs.duration", "s", "Time a job took, by kind and outcome: done, retry, dead, lost.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    private static readonly Histogram<double> Waited = Meter.CreateHistogram<double>(
        "jobs.wait", "s", "Time a job waited before a worker took it.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800] });

    private static readonly KnownCounter Failures = new(Meter, "jobs.failures", "{failure}", "Attempts that failed, by kind.", "kind");

    private static QueueState _state = new(0, 0, 0);

    static JobTelemetry()
    {
        Meter.CreateObservableGauge("jobs.queue.length", () => _state.Waiting, "{job}", "Jobs that wait.");
        Meter.CreateObservableGauge("jobs.queue.age", () => _state.OldestSeconds, "s", "How long the oldest job has waited beyond its time.");
        Meter.CreateObservableGauge("jobs.dead", () => _state.Dead, "{job}", "Jobs that were put aside after their last attempt.");
    }

    /// <summary>A kind that may fail.</summary>
    public static void Know(string kind) => Failures.Add(0, kind);

    public static void Set(QueueState state) => _state = state;

    public static Activity? Start(Job job)
    {
        // Part of the trace of the request that made the job, so that one trace tells the whole story.
        var activity = ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent)
            ? Source.StartActivity($"job {job.Kind}", ActivityKind.Consumer, parent)
            : Source.StartActivity($"job {job.Kind}", ActivityKind.Consumer);
        activity?.SetTag("job.id", job.Id).SetTag("job.kind", job.Kind).SetTag("job.attempt", job.Attempt);
        return activity;
    }

    public static void Ended(Job job, string outcome, TimeSpan duration)
    {
        Duration.Record(duration.TotalSeconds, new("kind", job.Kind), new("outcome", outcome));
        Waited.Record(Math.Max(0, job.Waited.TotalSeconds), new KeyValuePair<string, object?>("kind", job.Kind));
        if (outcome is "retry" or "dead")
        {
            Failures.Add(1, job.Kind);
        }
    }
}

/// <summary>The queue at one moment.</summary>
internal sealed record QueueState(long Waiting, double OldestSeconds, long Dead);
