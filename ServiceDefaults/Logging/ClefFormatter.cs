using System.Globalization;
using Platform.ServiceDefaults.Correlation;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace Platform.ServiceDefaults.Logging;

/// <summary>
/// One compact JSON object per line (https://clef-json.org). The level is always written, and beside the event's own properties
/// stand correlation ID, machine, process, service and version: docs/logging.md.
/// </summary>
internal sealed class ClefFormatter(string service, string version) : ITextFormatter
{
    /// <summary>The property that carries the correlation ID.</summary>
    public const string CorrelationProperty = "CorrelationId";

    private readonly RedactingValueFormatter _values = new();
    private readonly string _origin = Origin(service, version);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"@t\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        output.Write("\",\"@l\":\"");
        output.Write(LevelName(logEvent.Level));
        output.Write("\",\"@mt\":");
        WriteText(logEvent.MessageTemplate.Text, output);
        WriteRenderings(logEvent, output);
        if (logEvent.Exception is { } exception)
        {
            output.Write(",\"@x\":");
            WriteText(exception.ToString(), output);
        }

        if (logEvent.TraceId is { } trace)
        {
            output.Write($",\"@tr\":\"{trace}\"");
        }

        if (logEvent.SpanId is { } span)
        {
            output.Write($",\"@sp\":\"{span}\"");
        }

        WriteProperties(logEvent, output);
        output.Write(_origin);
        output.Write('\n');
    }

    private static string LevelName(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "Verbose",
        LogEventLevel.Debug => "Debug",
        LogEventLevel.Information => "Information",
        LogEventLevel.Warning => "Warning",
        LogEventLevel.Error => "Error",
        _ => "Fatal",
    };

    private static void WriteText(string text, TextWriter output) => JsonValueFormatter.WriteQuotedJsonString(Redactor.Redact(text), output);

    // A token with a format ({Elapsed:0.0}) is written as it reads in the message, because the reader may not know the format.
    private static void WriteRenderings(LogEvent logEvent, TextWriter output)
    {
        var separator = ",\"@r\":[";
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken { Format: not null } formatted)
            {
                output.Write(separator);
                separator = ",";
                using var text = new StringWriter(CultureInfo.InvariantCulture);
                formatted.Render(logEvent.Properties, text, CultureInfo.InvariantCulture);
                WriteText(Redactor.IsSensitive(formatted.PropertyName) ? Redactor.Mask : text.ToString(), output);
            }
        }

        if (separator == ",")
        {
            output.Write(']');
        }
    }

    private void WriteProperties(LogEvent logEvent, TextWriter output)
    {
        if (CorrelationId.Current is { } id && !logEvent.Properties.ContainsKey(CorrelationProperty))
        {
            output.Write($",\"{CorrelationProperty}\":");
            JsonValueFormatter.WriteQuotedJsonString(id, output);
        }

        foreach (var (name, value) in logEvent.Properties)
        {
            output.Write(',');

            // A leading @ belongs to CLEF itself and is doubled.
            JsonValueFormatter.WriteQuotedJsonString(name.StartsWith('@') ? "@" + name : name, output);
            output.Write(':');
            _values.FormatProperty(name, value, output);
        }
    }

    private static string Origin(string service, string version)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        output.Write(",\"Machine\":");
        JsonValueFormatter.WriteQuotedJsonString(Environment.MachineName, output);
        output.Write($",\"Process\":{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)},\"Service\":");
        JsonValueFormatter.WriteQuotedJsonString(service, output);
        output.Write(",\"Version\":");
        JsonValueFormatter.WriteQuotedJsonString(version, output);
        output.Write('}');
        return output.ToString();
    }
}
