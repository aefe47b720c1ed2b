using System.Text;
using System.Text.Json.Nodes;

namespace Platform.LogShipper.Kibana;

/// <summary>
/// Saved objects as Kibana imports them. In the files each is JSON throughout; Kibana has some of its fields as texts with JSON in them.
/// </summary>
internal static class SavedObjects
{
    private static readonly string[] Texts = ["searchSourceJSON", "panelsJSON", "optionsJSON", "fieldFormatMap", "esQuery"];

    /// <summary>The objects of a folder, one on each line.</summary>
    public static string Read(string folder)
    {
        var lines = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            lines.Append(Encode(File.ReadAllText(file)).ToJsonString()).Append('\n');
        }

        return lines.ToString();
    }

    /// <summary>An object with its texts.</summary>
    public static JsonNode Encode(string json)
    {
        var node = JsonNode.Parse(json)!;
        EncodeTexts(node);
        return node;
    }

    private static void EncodeTexts(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                EncodeTexts(item);
            }
        }

        if (node is JsonObject parent)
        {
            foreach (var (name, value) in parent.ToArray())
            {
                if (Texts.Contains(name) && value is not null)
                {
                    parent[name] = value.ToJsonString();
                }
                else
                {
                    EncodeTexts(value);
                }
            }
        }
    }
}
