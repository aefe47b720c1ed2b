using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Api.Storage;

/// <summary>Spans and durations of storage calls.</summary>
internal static class StorageTelemetry
{
    public const string Name = "Platform.Storage";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "storage.operation.duration", "s", "Time an object storage operation took.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10] });

    public static Activity? Start(string operation, string? key)
    {
        var activity = Source.StartActivity($"S3 {operation}", ActivityKind.Client);
        activity?.SetTag("rpc.system", "aws-api").SetTag("rpc.service", "S3").SetTag("rpc.method", operation).SetTag("aws.s3.key", key);
        return activity;
    }

    public static void Measure(string operation, long started, bool failed) => Duration.Record(
        Stopwatch.GetElapsedTime(started).TotalSeconds, new("operation", operation), new("outcome", failed ? "error" : "ok"));
}
