using System.Text.Json;

namespace Platform.ElasticsearchStandin.Http;

/// <summary>Reads request bodies as strictly as Elasticsearch does.</summary>
internal static class Json
{
    /// <exception cref="Refusal">It has a field that nobody knows.</exception>
    public static void Only(this JsonElement value, string what, params ReadOnlySpan<string> known)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            throw Refusal.Parsing($"[{what}] an object was expected, not {value.ValueKind}");
        }

        foreach (var property in value.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw Refusal.Parsing($"[{what}] unknown field [{property.Name}]");
            }
        }
    }

    public static JsonElement? Find(this JsonElement value, string name) => value.TryGetProperty(name, out var found) && found.ValueKind is not JsonValueKind.Null ? found : null;

    public static JsonElement Need(this JsonElement value, string name, string what) =>
        value.Find(name) ?? throw new Refusal(400, "parse_exception", $"[{what}] missing required field [{name}]");

    public static string[] Texts(this JsonElement value, string what) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) => [.. value.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw Refusal.Parsing($"[{what}] texts were expected"),
    };
}
