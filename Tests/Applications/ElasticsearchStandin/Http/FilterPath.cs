using System.Buffers;
using System.Text.Json;
using Platform.ElasticsearchStandin.Security;

namespace Platform.ElasticsearchStandin.Http;

/// <summary>Leaves of an answer what was asked for: https://www.elastic.co/docs/reference/elasticsearch/rest-apis/common-options.</summary>
internal static class FilterPath
{
    public static byte[] Apply(byte[] answer, string[] paths)
    {
        var output = new ArrayBufferWriter<byte>();
        using var document = JsonDocument.Parse(answer);
        using var json = new Utf8JsonWriter(output);
        Write(json, document.RootElement, [.. paths.Select(path => path.Split('.'))]);
        json.Flush();
        return output.WrittenCount == 0 ? "{}"u8.ToArray() : output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, string[][] paths)
    {
        if (paths.Any(path => path.Length == 0))
        {
            value.WriteTo(json);
        }
        else if (value.ValueKind is JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var item in value.EnumerateArray().Where(item => HasAny(item, paths)))
            {
                Write(json, item, paths);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteStartObject();
            foreach (var property in value.EnumerateObject())
            {
                var deeper = Deeper(property.Name, paths);
                if (HasAny(property.Value, deeper))
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value, deeper);
                }
            }

            json.WriteEndObject();
        }
    }

    private static bool HasAny(JsonElement value, string[][] paths) => paths.Any(path => path.Length == 0) || (paths.Length > 0 && value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => HasAny(property.Value, Deeper(property.Name, paths))),
        JsonValueKind.Array => value.EnumerateArray().Any(item => HasAny(item, paths)),
        _ => false,
    });

    private static string[][] Deeper(string name, string[][] paths) => [.. paths.Where(path => path.Length > 0 && Pattern.Matches(path[0], name)).Select(path => path[1..])];
}
