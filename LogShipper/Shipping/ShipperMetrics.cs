using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Platform.LogShipper.Shipping;

/// <summary>What the shipper did, and how far behind it is. It is counted here, because telemetry begins later than the work.</summary>
internal sealed class ShipperMetrics
{
    public const string MeterName = "Platform.LogShipper";

    private readonly ConcurrentDictionary<int, long> _failures = new() { [0] = 0 };
    private long _lines;
    private long _repeated;
    private long _deadLetters;
    private long _lost;

    public ShipperMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("logshipper.lines", () => _lines, description: "Lines that have arrived.");
        meter.CreateObservableCounter("logshipper.repeated", () => _repeated, description: "Lines that were sent again and had arrived before.");
        meter.CreateObservableCounter(
            "logshipper.failures",
            () => _failures.Select(failure => new Measurement<long>(failure.Value, new KeyValuePair<string, object?>("status", failure.Key))),
            description: "Requests that failed, and lines that were put off, by status; 0: there was no answer.");
        meter.CreateObservableCounter("logshipper.dead_letters", () => _deadLetters, description: "Lines that Elasticsearch refused and that are kept aside.");
        meter.CreateObservableCounter("logshipper.lost", () => _lost, "By", "Bytes of files that were removed or emptied before they were shipped.");
        meter.CreateObservableGauge("logshipper.lag", () => Lag, "By", "Bytes in log files that have not arrived yet.");
    }

    public long Lag { get; set; }

    public void Arrived(int lines, int repeated)
    {
        Interlocked.Add(ref _lines, lines);
        Interlocked.Add(ref _repeated, repeated);
    }

    public void Failed(int status, int count = 1) => _failures.AddOrUpdate(status, count, (_, sum) => sum + count);

    public void Refused(int lines) => Interlocked.Add(ref _deadLetters, lines);

    public void Lost(long bytes) => Interlocked.Add(ref _lost, bytes);
}
