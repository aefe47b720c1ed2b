using System.Text.Json;

namespace Platform.KibanaStandin;

internal static class JsonText
{
    /// <summary>Whether a value is a text with JSON in it.</summary>
    public static bool IsJson(this JsonElement text)
    {
        try
        {
            JsonDocument.Parse(text.GetString()!).Dispose();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether an object has these fields and no others.</summary>
    public static bool HasFields(this JsonElement value, params IEnumerable<string> fields) =>
        value.ValueKind is JsonValueKind.Object && value.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal).SequenceEqual(fields.Order(StringComparer.Ordinal));
}
