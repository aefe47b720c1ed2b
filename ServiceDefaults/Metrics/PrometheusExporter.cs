using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Platform.ServiceDefaults.Metrics;

/// <summary>Collects the OpenTelemetry metrics when a scrape asks for them. Scrapes that come together share one collection.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _lock = new();
    private PrometheusWriter? _writer;

    public Func<int, bool>? Collect { get; set; }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        if (_writer is { } writer)
        {
            foreach (var metric in batch)
            {
                writer.Write(metric);
            }
        }

        return ExportResult.Success;
    }

    /// <summary>All metrics as text, UTF-8.</summary>
    /// <param name="openMetrics">OpenMetrics 1.0, with units and exemplars, instead of Prometheus text 0.0.4.</param>
    public byte[] Scrape(bool openMetrics)
    {
        lock (_lock)
        {
            _writer = new PrometheusWriter(openMetrics);
            Collect?.Invoke(Timeout.Infinite);
            var text = _writer.Finish();
            _writer = null;
            return text;
        }
    }
}
