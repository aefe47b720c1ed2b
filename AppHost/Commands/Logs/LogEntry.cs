using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.AppHost.Commands.Logs;

/// <summary>One line of a log file. The format is CLEF (https://clef-json.org), as docs/logging.md describes it.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Service">Who wrote it.</param>
/// <param name="Message">The template with its values put in.</param>
/// <param name="Exception">The exception with its stack trace, or null.</param>
/// <param name="CorrelationId">The request it belongs to, or null.</param>
internal sealed partial record LogEntry(DateTime Time, LogEntryLevel Level, string Service, string Message, string? Exception, string? CorrelationId)
{
    /// <summary>Reads a line; null when it is none of the format, such as the torn last line of a killed service.</summary>
    public static LogEntry? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object
                && DateTime.TryParse(Text(root, "@t"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
                && Enum.TryParse<LogEntryLevel>(Text(root, "@l") ?? nameof(LogEntryLevel.Information), out var level)
                    ? new(time, level, Text(root, "Service") ?? "?", Render(root), Text(root, "@x"), Text(root, "CorrelationId"))
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Render(JsonElement root)
    {
        // Values of tokens with a format, such as {Elapsed:0.0}, are written beside in their order.
        var formatted = root.TryGetProperty("@r", out var list) && list.ValueKind is JsonValueKind.Array ? new Queue<string>(list.EnumerateArray().Select(value => $"{value}")) : new();
        return Token().Replace(Text(root, "@mt") ?? Text(root, "@m") ?? "", token =>
            token.Groups["format"].Success && formatted.TryDequeue(out var text) ? text
            : root.TryGetProperty(token.Groups["name"].Value, out var value) ? $"{value}"
            : token.Value);
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? $"{value}" : null;

    [GeneratedRegex(@"\{[@$]?(?<name>\w+)(?:,-?\d+)?(?::(?<format>[^}]*))?\}")]
    private static partial Regex Token();
}
