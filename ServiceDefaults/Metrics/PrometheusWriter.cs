using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Platform.ServiceDefaults.Metrics;

/// <summary>
/// Writes metrics in the Prometheus text format 0.0.4 or in OpenMetrics 1.0.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
/// </summary>
internal sealed class PrometheusWriter(bool openMetrics)
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _families = [];

    public void Write(Metric metric)
    {
        var type = TypeOf(metric.MetricType);
        var family = MetricName.For(metric.Name, metric.Unit, gauge: type == "gauge");
        var sample = type == "counter" ? family + "_total" : family;
        if (!_families.Add(family))
        {
            // Two instruments that differ in their meter only: the format allows a family once.
            return;
        }

        WriteHead(metric, openMetrics ? family : sample, type);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(family, labels, point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    WriteSample(sample, labels, point.GetSumLong(), point);
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    WriteSample(sample, labels, point.GetSumDouble(), point);
                    break;
                case MetricType.LongGauge:
                    WriteSample(sample, labels, point.GetGaugeLastValueLong(), point);
                    break;
                case MetricType.DoubleGauge:
                    WriteSample(sample, labels, point.GetGaugeLastValueDouble(), point);
                    break;
                default:
                    // Exponential histograms have no text form; the service sets none up.
                    break;
            }
        }
    }

    public byte[] Finish()
    {
        if (openMetrics)
        {
            _text.Append("# EOF\n");
        }

        return Encoding.UTF8.GetBytes(_text.ToString());
    }

    private static string TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private void WriteHead(Metric metric, string name, string type)
    {
        var help = metric.Description is { Length: > 0 } description ? description : metric.Name;
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        if (openMetrics && MetricName.UnitOf(metric.Unit) is { } unit && name.EndsWith(unit, StringComparison.Ordinal))
        {
            _text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
        }

        _text.Append("# HELP ").Append(name).Append(' ').Append(Escape(help, quotes: openMetrics)).Append('\n');
    }

    private void WriteSample(string name, string labels, double value, in MetricPoint point)
    {
        Start(name, labels).Append(Number(value));
        if (openMetrics && name.EndsWith("_total", StringComparison.Ordinal) && point.TryGetExemplars(out var exemplars))
        {
            foreach (ref readonly var exemplar in exemplars)
            {
                WriteExemplar(exemplar, exemplar.LongValue);
                break;
            }
        }

        _text.Append('\n');
    }

    private void WriteHistogram(string family, string labels, in MetricPoint point)
    {
        long count = 0;
        var lower = double.NegativeInfinity;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            var limit = $"le=\"{Number(bucket.ExplicitBound)}\"";
            Start($"{family}_bucket", labels.Length == 0 ? limit : $"{labels},{limit}").Append(count);
            if (openMetrics)
            {
                WriteBucketExemplar(point, lower, bucket.ExplicitBound);
            }

            _text.Append('\n');
            lower = bucket.ExplicitBound;
        }

        Start($"{family}_sum", labels).Append(Number(point.GetHistogramSum())).Append('\n');
        Start($"{family}_count", labels).Append(point.GetHistogramCount()).Append('\n');
    }

    private void WriteBucketExemplar(in MetricPoint point, double lower, double upper)
    {
        if (!point.TryGetExemplars(out var exemplars))
        {
            return;
        }

        foreach (ref readonly var exemplar in exemplars)
        {
            if (exemplar.DoubleValue > lower && exemplar.DoubleValue <= upper)
            {
                WriteExemplar(exemplar, exemplar.DoubleValue);
                return;
            }
        }
    }

    private void WriteExemplar(in Exemplar exemplar, double value)
    {
        if (exemplar.TraceId != default)
        {
            var seconds = exemplar.Timestamp.ToUnixTimeMilliseconds() / 1000.0;
            _text.Append(CultureInfo.InvariantCulture, $" # {{trace_id=\"{exemplar.TraceId}\",span_id=\"{exemplar.SpanId}\"}} ")
                .Append(Number(value)).Append(' ').Append(seconds.ToString("0.000", CultureInfo.InvariantCulture));
        }
    }

    private StringBuilder Start(string name, string labels)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        return _text.Append(' ');
    }

    private static string Labels(ReadOnlyTagCollection tags)
    {
        if (tags.Count == 0)
        {
            return "";
        }

        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (labels.Length > 0)
            {
                labels.Append(',');
            }

            var text = value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Append(MetricName.Sanitise(key)).Append("=\"").Append(Escape(text, quotes: true)).Append('"');
        }

        return labels.ToString();
    }

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
