using System.Text.Json;

namespace Platform.AppHost.Logs;

/// <summary>A line in JSON with the fields of the Elastic Common Schema, as Elasticsearch, Logstash and Kibana write it, or of logfmt.</summary>
internal static class JsonLine
{
    // {"@timestamp":"2026-11-20T13:54:02.333Z","log.level":"INFO","message":"started"}
    // {"@timestamp":"2026-11-20T13:54:02.333Z","log":{"level":"INFO"},"message":"started"}
    // {"@timestamp":"2026-11-20T13:54:02.333Z","log.level":"ERROR","message":"failed","error.stack_trace":"java.lang...\n\tat ..."}
    public static ConsoleLine? TryParse(string text)
    {
        if (!text.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (!ConsoleLine.TryReadTime(Text(root, "@timestamp") ?? Text(root, "ts") ?? Text(root, "time"), out var time) || (Text(root, "message") ?? Text(root, "msg")) is not { } message)
            {
                return null;
            }

            var level = Text(root, "log.level") ?? Text(root, "level") ?? (root.TryGetProperty("log", out var log) && log.ValueKind is JsonValueKind.Object ? Text(log, "level") : null);
            var trace = Text(root, "error.stack_trace") ?? (root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object ? Text(error, "stack_trace") : null);
            return new(time, ConsoleLine.LevelOf(level), message) { Exception = trace };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
