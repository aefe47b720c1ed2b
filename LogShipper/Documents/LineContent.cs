using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Platform.LogShipper.Files;

namespace Platform.LogShipper.Documents;

/// <summary>A line as it was understood: a CLEF event, or else a text.</summary>
internal sealed class LineContent : IDisposable
{
    private readonly JsonDocument? _document;

    private LineContent(JsonDocument? document, string text, DateTime time)
    {
        _document = document;
        Text = text;
        Time = time;
    }

    /// <summary>The CLEF event; null when the line is none.</summary>
    public JsonElement? Event => _document?.RootElement;

    /// <summary>The line itself, when it is no CLEF event.</summary>
    public string Text { get; }

    /// <summary>When it was written, UTC.</summary>
    public DateTime Time { get; }

    /// <param name="line">The line without its end.</param>
    /// <param name="origin">Where it was read.</param>
    /// <param name="timeBefore">The time of the line before it, for one that has none.</param>
    public static LineContent Read(ReadOnlyMemory<byte> line, LineOrigin origin, DateTime timeBefore)
    {
        if (!origin.IsCut && line.Span[0] == '{' && Utf8.IsValid(line.Span))
        {
            JsonDocument? document = null;
            try
            {
                document = JsonDocument.Parse(line);
                if (IsText(line.Span) && document.RootElement.TryGetProperty("@t", out var value) && value.ValueKind is JsonValueKind.String
                    && DateTime.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time))
                {
                    return new(document, "", time);
                }
            }
            catch (JsonException)
            {
                // It is kept as a text.
            }

            document?.Dispose();
        }

        return new(null, Encoding.UTF8.GetString(line.Span), timeBefore);
    }

    // Half of a surrogate pair, written as \ud800, is correct JSON and no text: neither we nor Elasticsearch can read it.
    private static bool IsText(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("\\ud"u8) < 0 && line.IndexOf("\\uD"u8) < 0)
        {
            return true;
        }

        var reader = new Utf8JsonReader(line);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public void Dispose() => _document?.Dispose();
}
