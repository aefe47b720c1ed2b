using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.LogShipper.Files;
using Platform.ServiceDefaults.Logging;

namespace Platform.LogShipper.Documents;

/// <summary>
/// Writes a line as a document with the fields of the Elastic Common Schema (https://www.elastic.co/docs/reference/ecs), where it has
/// one for them. docs/logging.md has the list; Setup/index-template.json, the types.
/// </summary>
internal sealed class DocumentWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly string[] Levels = ["Verbose", "Debug", "Information", "Warning", "Error", "Fatal"];

    private readonly Utf8JsonWriter _json = new(Stream.Null, Options);

    public void Write(LineContent content, LineOrigin origin, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("@timestamp", content.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        if (content.Event is { } line)
        {
            WriteEvent(line, origin);
        }
        else
        {
            _json.WriteString("message", content.Text);
            WriteLog(null, null, origin);
            WriteObject("service", ("name", origin.Service));
            _json.WriteStartArray("tags");
            _json.WriteStringValue(origin.IsCut ? "cut" : "unparsed");
            _json.WriteEndArray();
        }

        _json.WriteEndObject();
        _json.Flush();
    }

    private void WriteEvent(JsonElement line, LineOrigin origin)
    {
        var fields = new ClefFields(line);
        _json.WriteString("message", ClefMessage.Render(line));
        var level = fields.TakeText("@l") ?? "Information";
        WriteLog(level, fields.TakeText("SourceContext"), origin);
        WriteObject("service", ("name", fields.TakeText("Service") ?? origin.Service), ("version", fields.TakeText("Version")));
        WriteObject("host", ("name", fields.TakeText("Machine")));
        WriteObject("correlation", ("id", fields.TakeText("CorrelationId")));
        WriteObject("trace", ("id", fields.TakeText("@tr")));
        WriteObject("span", ("id", fields.TakeText("@sp")));
        if (fields.TakeText("@mt") is { } template)
        {
            _json.WriteString("message_template", template);
        }

        if (fields.TakeNumber("Process") is { } process)
        {
            _json.WriteStartObject("process");
            _json.WriteNumber("pid", process);
            _json.WriteEndObject();
        }

        WriteError(fields.TakeText("@x"));
        var duration = WriteRequest(fields);
        WriteClassification(level, fields.TakeEventCode(), duration);
        fields.Take("@t");
        fields.Take("@m");
        fields.Take("@r");
        fields.Take("@i");
        fields.WriteRest(_json, "properties");
    }

    private void WriteLog(string? level, string? logger, LineOrigin origin)
    {
        _json.WriteStartObject("log");
        WriteText("level", level);
        WriteText("logger", logger);
        _json.WriteNumber("offset", origin.Offset);
        WriteObject("file", ("name", origin.File));
        _json.WriteEndObject();
    }

    // What a service says at the end of a request has all of these; other lines may use one of the names for something else.
    private double? WriteRequest(ClefFields fields)
    {
        var duration = fields.TakeDouble("DurationMs");
        if (!fields.HasText("Method") || !fields.HasText("Path") || fields.Number("StatusCode") is not { } status)
        {
            return duration;
        }

        _json.WriteStartObject("http");
        WriteObject("request", ("method", fields.TakeText("Method")));
        _json.WriteStartObject("response");
        _json.WriteNumber("status_code", status);
        _json.WriteEndObject();
        _json.WriteEndObject();
        WriteObject("url", ("path", fields.TakeText("Path")));
        fields.Take("StatusCode");
        return duration;
    }

    private void WriteClassification(string level, string? code, double? milliseconds)
    {
        _json.WriteStartObject("event");
        if (Array.IndexOf(Levels, level) is >= 0 and var severity)
        {
            _json.WriteNumber("severity", severity);
        }

        WriteText("code", code);
        if (milliseconds is { } duration)
        {
            // Nanoseconds, as the schema has it.
            _json.WriteNumber("duration", (long)(duration * 1_000_000));
        }

        _json.WriteEndObject();
    }

    // System.InvalidOperationException: It has ended.
    //    at Shop.Orders...
    private void WriteError(string? exception)
    {
        if (exception is null)
        {
            return;
        }

        var first = exception.AsSpan(0, exception.IndexOf('\n') is >= 0 and var end ? end : exception.Length).TrimEnd('\r');
        var colon = first.IndexOf(':');
        var hasType = colon > 0 && !first[..colon].Contains(' ');
        _json.WriteStartObject("error");
        WriteText("type", hasType ? first[..colon].ToString() : null);
        WriteText("message", (hasType ? first[(colon + 1)..].Trim() : first).ToString());
        WriteText("stack_trace", exception);
        _json.WriteEndObject();
    }

    private void WriteObject(string name, params ReadOnlySpan<(string Name, string? Value)> texts)
    {
        var isBegun = false;
        foreach (var (key, value) in texts)
        {
            if (value is not null)
            {
                if (!isBegun)
                {
                    isBegun = true;
                    _json.WriteStartObject(name);
                }

                _json.WriteString(key, value);
            }
        }

        if (isBegun)
        {
            _json.WriteEndObject();
        }
    }

    private void WriteText(string name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }
}
