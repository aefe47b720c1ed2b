using OpenTelemetry;
using OpenTelemetry.Logs;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Logging;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// Redacts log records on their way to OTLP, and adds the correlation ID. Exception and scopes go along as attributes: the exporter
/// would send what they hold as it is.
/// </summary>
internal sealed class LogRecordProcessor(ScopeReader scopes) : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = Redactor.Redact(message);
        }

        var attributes = new List<KeyValuePair<string, object?>>((data.Attributes?.Count ?? 0) + 8);
        foreach (var attribute in data.Attributes ?? [])
        {
            attributes.Add(Redacted(attribute));
        }

        scopes.Read(attribute => attributes.Add(Redacted(attribute)));
        if (CorrelationId.Current is { } id)
        {
            attributes.Add(new(ClefFormatter.CorrelationProperty, id));
        }

        if (data.Exception is { } exception)
        {
            // The names are those of the OpenTelemetry conventions for exceptions.
            attributes.Add(new("exception.type", exception.GetType().FullName));
            attributes.Add(new("exception.message", Redactor.Redact(exception.Message)));
            attributes.Add(new("exception.stacktrace", Redactor.Redact(exception.ToString())));
            data.Exception = null;
        }

        data.Attributes = attributes;
    }

    private static KeyValuePair<string, object?> Redacted(KeyValuePair<string, object?> attribute) =>
        new(attribute.Key, Redactor.IsSensitive(attribute.Key) ? Redactor.Mask : Redactor.RedactValue(attribute.Value));
}
