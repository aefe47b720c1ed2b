using System.Text.Json;
using Platform.LogShipper.Setup;

namespace Platform.LogShipper.Tests.Support;

/// <summary>The fields of the index template with their types.</summary>
internal static class IndexFields
{
    public static IReadOnlyDictionary<string, string> Read()
    {
        using var template = JsonDocument.Parse(SetupFile.Read("index-template.json"));
        return Fields("", template.RootElement.GetProperty("template").GetProperty("mappings").GetProperty("properties")).ToDictionary();
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(string prefix, JsonElement properties) => properties.EnumerateObject().SelectMany(field =>
        field.Value.TryGetProperty("properties", out var deeper) ? Fields($"{prefix}{field.Name}.", deeper) : [new($"{prefix}{field.Name}", field.Value.GetProperty("type").GetString()!)]);
}
