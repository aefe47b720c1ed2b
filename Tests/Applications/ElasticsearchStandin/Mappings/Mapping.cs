using System.Text.Json;
using Platform.ElasticsearchStandin.Http;

namespace Platform.ElasticsearchStandin.Mappings;

/// <summary>The fields of an index, and which documents fit them.</summary>
internal sealed class Mapping
{
    private const string Timestamp = "@timestamp";

    private readonly Field _root;

    private Mapping(Field root) => _root = root;

    /// <summary>Takes any type for any field.</summary>
    public static Mapping Guessing() => new(new Field("object", 0, Dynamic: true, new Dictionary<string, Field> { [Timestamp] = new("date", 0, true, null) }));

    /// <exception cref="Refusal">A type or a parameter is unknown.</exception>
    public static Mapping Read(JsonElement mappings) => new(Field.Read("_doc", mappings, isRoot: true));

    /// <exception cref="Refusal">The field that every data stream has is no time.</exception>
    public void CheckTimestamp()
    {
        if (_root.Fields!.TryGetValue(Timestamp, out var field) && field.Type is not ("date" or "date_nanos"))
        {
            throw Refusal.Argument($"data stream timestamp field [{Timestamp}] is of type [{field.Type}], but [date,date_nanos] is expected");
        }
    }

    /// <exception cref="Refusal">The document does not fit.</exception>
    public void Check(ReadOnlyMemory<byte> document)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(document, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw Refusal.Document($"[1:{e.BytePositionInLine}] failed to parse: {e.Message}");
        }

        using (json)
        {
            if (json.RootElement.ValueKind is not JsonValueKind.Object)
            {
                throw Refusal.Document("[1:1] failed to parse: the document is no object");
            }

            var time = json.RootElement.Find(Timestamp) ?? throw Refusal.Document($"[1:1] failed to parse: data stream timestamp field [{Timestamp}] is missing");
            if (time.ValueKind is JsonValueKind.Array)
            {
                throw Refusal.Document($"[1:1] failed to parse: data stream timestamp field [{Timestamp}] encountered multiple values");
            }

            _root.Check("", json.RootElement);
        }
    }
}
