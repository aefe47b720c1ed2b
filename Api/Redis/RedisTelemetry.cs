using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Api.Redis;

/// <summary>Spans and counts of Redis calls; the client library has none of its own.</summary>
internal static class RedisTelemetry
{
    public const string Name = "Platform.Redis";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>(
        "cache.lookups", "{lookup}", "Cache lookups by result: hit, miss, or error when Redis did not answer.");

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

    public static void CountLookup(string cache, string result) => Lookups.Add(1, new("cache", cache), new("result", result));
}
