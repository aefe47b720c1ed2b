using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Api.Redis;

/// <summary>Spans and counts of Redis calls; the client library has none of its own.</summary>
internal static class RedisTelemetry
{
    public const string Name = "Platform.Redis";

    /// <summary>How a lookup ends.</summary>
    public const string Hit = "hit";

    /// <inheritdoc cref="Hit"/>
    public const string Miss = "miss";

    /// <inheritdoc cref="Hit"/>
    public const string Error = "error";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly KnownCounter Lookups = new(
        Meter, "cache.lookups", "{lookup}", "Cache lookups by result: hit, miss, or error when Redis did not answer.", "cache", "result");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "redis.command.duration",
        "s",
        "Time a Redis command took.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1] });

    public static Activity? Start(string operation)
    {
        var activity = Source.StartActivity(operation, ActivityKind.Client);
        activity?.SetTag("db.system.name", "redis");
        activity?.SetTag("db.operation.name", operation);
        return activity;
    }

    public static void Measure(string operation, long started, bool failed) => Duration.Record(
        Stopwatch.GetElapsedTime(started).TotalSeconds, new("operation", operation), new("outcome", failed ? "error" : "ok"));

    public static void CountLookup(string cache, string result) => Lookups.Add(1, cache, result);

    /// <summary>A cache that is there.</summary>
    public static void Know(string cache)
    {
        foreach (var result in new[] { Hit, Miss, Error })
        {
            Lookups.Add(0, cache, result);
        }
    }
}
