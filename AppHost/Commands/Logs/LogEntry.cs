using System.Globalization;
using System.Text.Json;
using Platform.ServiceDefaults.Logging;

namespace Platform.AppHost.Commands.Logs;

/// <summary>One line of a log file. The format is CLEF (https://clef-json.org), as docs/logging.md describes it.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Service">Who wrote it.</param>
/// <param name="Message">The template with its values put in.</param>
/// <param name="Exception">The exception with its stack trace, or null.</param>
/// <param name="CorrelationId">The request it belongs to, or null.</param>
internal sealed record LogEntry(DateTime Time, LogEntryLevel Level, string Service, string Message, string? Exception, string? CorrelationId)
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
                    ? new(time, level, Text(root, "Service") ?? "?", ClefMessage.Render(root), Text(root, "@x"), Text(root, "CorrelationId"))
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? $"{value}" : null;
}
