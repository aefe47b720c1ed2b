using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.ElasticsearchStandin.Http;

namespace Platform.ElasticsearchStandin.Mappings;

/// <summary>A field: its type, and for an object the fields in it. https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/field-data-types</summary>
/// <param name="IgnoreAbove">Longer texts are not indexed; 0: every text is.</param>
internal sealed partial record Field(string Type, int IgnoreAbove, bool Dynamic, IReadOnlyDictionary<string, Field>? Fields)
{
    private const int LongestTerm = 32766;
    private const int DeepestFlattened = 20;

    private static readonly Dictionary<string, string[]> Types = new()
    {
        ["object"] = ["dynamic", "enabled", "subobjects", "properties"],
        ["keyword"] = ["ignore_above", "index", "doc_values", "null_value", "store", "eager_global_ordinals", "normalizer", "copy_to", "fields", "meta"],
        ["text"] = ["index", "analyzer", "norms", "store", "fields", "copy_to", "index_options", "meta"],
        ["match_only_text"] = ["fields", "meta", "copy_to"],
        ["long"] = ["index", "doc_values", "coerce", "ignore_malformed", "null_value", "store", "copy_to", "meta"],
        ["double"] = ["index", "doc_values", "coerce", "ignore_malformed", "null_value", "store", "copy_to", "meta"],
        ["boolean"] = ["index", "doc_values", "null_value", "store", "ignore_malformed", "copy_to", "meta"],
        ["date"] = ["format", "index", "doc_values", "ignore_malformed", "locale", "null_value", "store", "copy_to", "meta"],
        ["date_nanos"] = ["format", "index", "doc_values", "ignore_malformed", "locale", "null_value", "store", "copy_to", "meta"],
        ["flattened"] = ["depth_limit", "doc_values", "eager_global_ordinals", "ignore_above", "index", "index_options", "null_value", "similarity", "split_queries_on_whitespace"],
    };

    public static Field Read(string name, JsonElement definition, bool isRoot)
    {
        var type = !isRoot && definition.Find("type") is { } given ? given.GetString()! : "object";
        if (!Types.TryGetValue(type, out var parameters))
        {
            throw Refusal.Mapping($"Failed to parse mapping: The mapper type [{type}] declared on field [{name}] does not exist. It might have been created within a future version or requires a plugin to be installed.");
        }

        foreach (var property in definition.EnumerateObject())
        {
            if (!parameters.Contains(property.Name) && (isRoot ? property.Name is not ("_source" or "_meta" or "_routing" or "date_detection" or "numeric_detection" or "dynamic_templates" or "runtime") : property.Name != "type"))
            {
                throw Refusal.Mapping(isRoot
                    ? $"Failed to parse mapping: Root mapping definition has unsupported parameters:  [{property.Name} : {property.Value}]"
                    : $"Failed to parse mapping: unknown parameter [{property.Name}] on mapper [{name}] of type [{type}]");
            }
        }

        var fields = type == "object"
            ? (definition.Find("properties") is { } properties ? properties.EnumerateObject().ToDictionary(field => field.Name, field => Read(field.Name, field.Value, isRoot: false)) : [])
            : null;
        var dynamic = definition.Find("dynamic") is not { } value || value.ToString() is not ("False" or "false");
        return new(type, definition.Find("ignore_above")?.GetInt32() ?? 0, dynamic, fields);
    }

    /// <exception cref="Refusal">The value does not fit.</exception>
    public void Check(string path, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null)
        {
            return;
        }

        if (value.ValueKind is JsonValueKind.Array && Type != "flattened")
        {
            foreach (var item in value.EnumerateArray())
            {
                Check(path, item);
            }

            return;
        }

        switch (Type)
        {
            case "object":
                CheckObject(path, value);
                break;
            case "flattened":
                CheckFlattened(path, value, depth: 0, isRoot: true);
                break;
            case "long" when value.ValueKind is not JsonValueKind.Number && !(value.ValueKind is JsonValueKind.String && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _)):
            case "long" when value.ValueKind is JsonValueKind.Number && Math.Abs(value.GetDouble()) >= 9.3e18:
            case "double" when value.ValueKind is not JsonValueKind.Number && !(value.ValueKind is JsonValueKind.String && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _)):
            case "boolean" when value.ToString() is not ("True" or "False" or "true" or "false" or ""):
            case "date" or "date_nanos" when !IsTime(value):
            case "keyword" or "text" or "match_only_text" when value.ValueKind is JsonValueKind.Object:
                throw Refusal.Document($"[1:1] failed to parse field [{path}] of type [{Type}] in document. Preview of field's value: '{Preview(value)}'");
            case "keyword" when value.ValueKind is JsonValueKind.String && IgnoreAbove == 0 && Encoding.UTF8.GetByteCount(value.GetString()!) > LongestTerm:
                throw Refusal.Document($"[1:1] Document contains at least one immense term in field=\"{path}\" (whose UTF8 encoding is longer than the max length {LongestTerm})");
        }
    }

    private void CheckObject(string path, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            throw Refusal.Document($"[1:1] object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value");
        }

        foreach (var property in value.EnumerateObject())
        {
            if (property.Name.Length == 0 || property.Name.Split('.').Any(string.IsNullOrWhiteSpace))
            {
                throw Refusal.Document($"[1:1] field name cannot contain only whitespace: ['{property.Name}']");
            }

            if (Fields!.TryGetValue(property.Name, out var field))
            {
                field.Check(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value);
            }
        }
    }

    private void CheckFlattened(string path, JsonElement value, int depth, bool isRoot)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when depth >= DeepestFlattened:
                throw Refusal.Document($"[1:1] failed to parse field [{path}] of type [flattened]: The provided [flattened] field [{path}] exceeds the maximum depth limit of [{DeepestFlattened}].");
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    CheckFlattened(path, property.Value, depth + 1, isRoot: false);
                }

                break;
            case JsonValueKind.Array when !isRoot || value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Object):
                foreach (var item in value.EnumerateArray())
                {
                    CheckFlattened(path, item, depth, isRoot: false);
                }

                break;
            case JsonValueKind.String when IgnoreAbove == 0 && Encoding.UTF8.GetByteCount(value.GetString()!) > LongestTerm:
                throw Refusal.Document($"[1:1] Flattened field [{path}] contains one immense field whose keyed encoding is longer than the allowed max length of {LongestTerm} bytes.");
            case var _ when isRoot:
                throw Refusal.Document($"[1:1] failed to parse field [{path}] of type [flattened] in document. Preview of field's value: '{Preview(value)}'");
        }
    }

    // strict_date_optional_time||epoch_millis; nanoseconds reach from 1970 to 2262.
    private bool IsTime(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Number)
        {
            return value.TryGetInt64(out _);
        }

        return value.ValueKind is JsonValueKind.String
            && (IsoTime().IsMatch(value.GetString()!) && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? Type != "date_nanos" || time.UtcDateTime is { Year: >= 1970 and < 2262 }
                : long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    private static string Preview(JsonElement value) => value.ToString() is { Length: > 40 } text ? text[..40] : value.ToString();

    [GeneratedRegex(@"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?)?)?$")]
    private static partial Regex IsoTime();
}
