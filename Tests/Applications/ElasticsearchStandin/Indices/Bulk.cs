using System.Buffers;
using System.Text;
using System.Text.Json;
using Platform.ElasticsearchStandin.Http;
using Platform.ElasticsearchStandin.Security;

namespace Platform.ElasticsearchStandin.Indices;

/// <summary>Bulk requests: https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk.</summary>
internal static class Bulk
{
    private const int LongestRequest = 100 * 1024 * 1024;
    private const int LongestId = 512;

    private static readonly string[] Parameters =
    [
        "include_source_on_error", "list_executed_pipelines", "pipeline", "refresh", "routing", "_source", "_source_excludes", "_source_includes", "timeout",
        "wait_for_active_shards", "require_alias", "require_data_stream",
    ];

    private static readonly string[] Actions = ["index", "create", "update", "delete"];
    private static readonly string[] Metadata =
        ["_index", "_id", "routing", "pipeline", "require_alias", "require_data_stream", "dynamic_templates", "if_seq_no", "if_primary_term", "version", "version_type", "op_type"];

    public static void Map(Router router, DataStreams streams)
    {
        router.Map("POST PUT", "/_bulk", Parameters, call => HandleAsync(call, streams, null));
        router.Map("POST PUT", "/{index}/_bulk", Parameters, call => HandleAsync(call, streams, call.Value(0)));
    }

    private static async Task<object?> HandleAsync(Call call, DataStreams streams, string? index)
    {
        var type = call.Request.ContentType?.Split(';')[0].Trim();
        if (type is not ("application/x-ndjson" or "application/json" or "application/vnd.elasticsearch+x-ndjson"))
        {
            throw new Refusal(406, "media_type_header_exception", $"Content-Type header [{type}] is not supported");
        }

        using var body = new MemoryStream();
        await call.Request.Body.CopyToAsync(body);
        if (body.Length > LongestRequest)
        {
            throw new Refusal(413, "content_too_long_exception", "entity content is too long");
        }

        var items = Parse(body.GetBuffer().AsMemory(0, (int)body.Length), index);
        if (!items.Any(item => call.User.MayOnIndex(item.Index, "create_doc", "create", "index", "write")))
        {
            throw call.User.Unauthorized("indices:data/write/bulk", string.Join(",", items.Select(item => item.Index).Distinct()));
        }

        var needsStream = call.Flag("require_data_stream");
        return streams.Locked(_ => Answer(items, call.User, streams, needsStream));
    }

    private static List<BulkItem> Parse(ReadOnlyMemory<byte> body, string? index)
    {
        if (body.IsEmpty)
        {
            throw new Refusal(400, "parse_exception", "request body is required");
        }

        if (body.Span[^1] != '\n')
        {
            throw Refusal.Argument("The bulk request must be terminated by a newline [\\n]");
        }

        var items = new List<BulkItem>();
        for (var line = 1; !body.IsEmpty; line++)
        {
            var item = ParseAction(Next(ref body), line, index);
            if (item.Action != "delete")
            {
                line++;
                item = item with { Document = body.IsEmpty ? throw Refusal.Argument($"Malformed action/metadata line [{line}], a source is missing") : Next(ref body) };
            }

            items.Add(item);
        }

        return items;
    }

    private static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> body)
    {
        var end = body.Span.IndexOf((byte)'\n');
        var line = body[..end];
        body = body[(end + 1)..];
        return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static BulkItem ParseAction(ReadOnlyMemory<byte> line, int number, string? index)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || root.EnumerateObject().Count() != 1)
            {
                throw Refusal.Argument($"Malformed action/metadata line [{number}], expected one field with an action");
            }

            var action = root.EnumerateObject().First();
            if (!Actions.Contains(action.Name))
            {
                throw Refusal.Argument($"Malformed action/metadata line [{number}], expected field [create], [delete], [index] or [update] but found [{action.Name}]");
            }

            if (action.Value.EnumerateObject().FirstOrDefault(property => !Metadata.Contains(property.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            {
                throw Refusal.Argument($"Action/metadata line [{number}] contains an unknown parameter [{unknown.Name}]");
            }

            var target = action.Value.Find("_index")?.GetString() ?? index ?? throw new Refusal(400, "action_request_validation_exception", "Validation Failed: 1: index is missing;");
            var id = action.Value.Find("_id")?.GetString();
            return id is not null && Encoding.UTF8.GetByteCount(id) > LongestId
                ? throw new Refusal(400, "action_request_validation_exception", $"Validation Failed: 1: id [{id}] is too long, must be no longer than {LongestId} bytes;")
                : new(action.Name, target, id ?? Guid.NewGuid().ToString("n"), default);
        }
        catch (JsonException e)
        {
            throw Refusal.Parsing($"[{number}] {e.Message}");
        }
    }

    private static byte[] Answer(List<BulkItem> items, User user, DataStreams streams, bool needsStream)
    {
        var output = new ArrayBufferWriter<byte>(items.Count * 64);
        using var json = new Utf8JsonWriter(output);
        var hasErrors = false;
        json.WriteStartObject();
        json.WriteNumber("took", 1);
        json.WriteStartArray("items");
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteStartObject(item.Action);
            json.WriteString("_id", item.Id);
            try
            {
                var (status, stream, store) = Apply(item, user, streams, needsStream);
                json.WriteString("_index", stream.BackingIndex);
                json.WriteNumber("_version", 1);
                json.WriteString("result", "created");
                json.WriteNumber("status", status);
                if (store is not null)
                {
                    json.WriteString("failure_store", store);
                }
            }
            catch (Refusal refusal)
            {
                hasErrors = true;
                json.WriteString("_index", item.Index);
                json.WriteNumber("status", refusal.Status);
                json.WriteStartObject("error");
                json.WriteString("type", refusal.Type);
                json.WriteString("reason", refusal.Message);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("errors", hasErrors);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static (int Status, DataStream Stream, string? FailureStore) Apply(BulkItem item, User user, DataStreams streams, bool needsStream)
    {
        if (!user.MayOnIndex(item.Index, item.Action == "create" ? ["create_doc", "create", "index", "write"] : ["index", "write"]))
        {
            throw user.Unauthorized("indices:data/write/bulk[s]", item.Index);
        }

        if (!needsStream && item.Index.StartsWith('.'))
        {
            throw Refusal.Argument($"index [{item.Index}] cannot be written to directly");
        }

        var stream = streams.GetOrCreate(item.Index, user);
        if (item.Action != "create")
        {
            throw Refusal.Argument("only write ops with an op_type of create are allowed in data streams");
        }

        if (stream.Documents.ContainsKey(item.Id))
        {
            throw new Refusal(409, "version_conflict_engine_exception", $"[{item.Id}]: version conflict, document already exists (current version [1])");
        }

        try
        {
            stream.Template.Mapping.Check(item.Document);
        }
        catch (Refusal) when (stream.Template.HasFailureStore)
        {
            return (201, stream, "used");
        }

        stream.Create(item.Id, item.Document.ToArray());
        return (201, stream, null);
    }

    private sealed record BulkItem(string Action, string Index, string Id, ReadOnlyMemory<byte> Document);
}
