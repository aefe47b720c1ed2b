using OpenTelemetry;
using OpenTelemetry.Logs;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Logging;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Redacts log records on their way to OTLP, and adds the correlation ID.</summary>
internal sealed class LogRecordProcessor : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = Redactor.Redact(message);
        }

        var attributes = new List<KeyValuePair<string, object?>>((data.Attributes?.Count ?? 0) + 1);
        foreach (var (name, value) in data.Attributes ?? [])
        {
            attributes.Add(new(name, Redactor.IsSensitive(name) ? Redactor.Mask : value is string text ? Redactor.Redact(text) : value));
        }

        if (CorrelationId.Current is { } id)
        {
            attributes.Add(new(ClefFormatter.CorrelationProperty, id));
        }

        data.Attributes = attributes;
    }
}
