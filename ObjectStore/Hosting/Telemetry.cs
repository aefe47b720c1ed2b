using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.ObjectStore.Hosting;

/// <summary>Metrics by S3 operation, and the operation's name on the request's span.</summary>
internal sealed class Telemetry
{
    public const string MeterName = "Platform.ObjectStore";

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _received;
    private readonly Counter<long> _sent;

    public Telemetry(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>(
            "s3.server.request.duration", "s", "Duration of S3 requests by operation and status.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10] });
        _received = meter.CreateCounter<long>("s3.server.received", "By", "Bytes of request bodies.");
        _sent = meter.CreateCounter<long>("s3.server.sent", "By", "Bytes of answer bodies.");
    }

    public void Name(string operation)
    {
        if (Activity.Current is { } activity)
        {
            activity.DisplayName = $"S3 {operation}";
            activity.SetTag("rpc.system", "aws-api");
            activity.SetTag("rpc.service", "S3");
            activity.SetTag("rpc.method", operation);
        }
    }

    public void Record(string operation, HttpContext http, long started)
    {
        if (_duration.Enabled)
        {
            _duration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                KeyValuePair.Create<string, object?>("s3.operation", operation),
                KeyValuePair.Create<string, object?>("http.response.status_code", http.Response.StatusCode));
        }
        _received.Add(http.Request.ContentLength ?? 0);
        _sent.Add(http.Response.ContentLength ?? 0);
    }
}
