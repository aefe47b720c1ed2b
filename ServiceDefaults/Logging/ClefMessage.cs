using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Logging;

/// <summary>Reads messages out of log lines (https://clef-json.org).</summary>
public static partial class ClefMessage
{
    /// <summary>The template of a line with its values put in.</summary>
    /// <param name="line">The line, an object.</param>
    public static string Render(JsonElement line)
    {
        if (Text(line, "@mt") is not { } template)
        {
            return Text(line, "@m") ?? "";
        }

        if (!template.Contains('{', StringComparison.Ordinal))
        {
            return template;
        }

        // Values of tokens with a format, such as {Elapsed:0.0}, are written beside in their order.
        var formatted = line.TryGetProperty("@r", out var list) && list.ValueKind is JsonValueKind.Array ? new Queue<string>(list.EnumerateArray().Select(value => $"{value}")) : null;
        return Token().Replace(template, token =>
            token.Groups["format"].Success && formatted is not null && formatted.TryDequeue(out var text) ? text
            : line.TryGetProperty(token.Groups["name"].Value, out var value) ? $"{value}"
            : token.Value);
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? $"{value}" : null;

    [GeneratedRegex(@"\{[@$]?(?<name>\w+)(?:,-?\d+)?(?::(?<format>[^}]*))?\}")]
    private static partial Regex Token();
}
