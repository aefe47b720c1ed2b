using System.Collections.Concurrent;
using System.Text.Json;

namespace Platform.KibanaStandin;

/// <summary>Data views, searches, charts and dashboards.</summary>
internal sealed class SavedObjects
{
    private static readonly string[] Fields = ["type", "id", "attributes", "references", "typeMigrationVersion", "coreMigrationVersion"];

    private readonly ConcurrentDictionary<string, JsonElement> _objects = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Keys => [.. _objects.Keys];

    public Answer Get(string type, string id) => _objects.TryGetValue($"{type}:{id}", out var found) ? new(200, found) : Answer.Error(404, $"Saved object [{type}/{id}] not found");

    public async Task<Answer> ImportAsync(HttpRequest request)
    {
        if (!request.HasFormContentType || (await request.ReadFormAsync()).Files.GetFile("file") is not { } file)
        {
            return Answer.Error(415, "Unsupported Media Type");
        }

        if (!file.FileName.EndsWith(".ndjson", StringComparison.Ordinal))
        {
            return Answer.Error(400, $"Invalid file extension {Path.GetExtension(file.FileName)}");
        }

        using var reader = new StreamReader(file.OpenReadStream());
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        var keys = lines.Select(Key).Concat(_objects.Keys).ToHashSet();
        var errors = new List<object>();
        foreach (var line in lines)
        {
            var problem = line.EnumerateObject().FirstOrDefault(field => !Fields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown ? $"unknown field {unknown.Name}"
                : line.GetProperty("references").EnumerateArray().FirstOrDefault(reference => !keys.Contains(Key(reference)) || reference.GetProperty("name").GetString() is not { Length: > 0 }) is { ValueKind: not JsonValueKind.Undefined } missing ? $"missing reference {missing}"
                : _objects.ContainsKey(Key(line)) && request.Query["overwrite"] != "true" ? "conflict"
                : Problem(line);
            if (problem is null)
            {
                _objects[Key(line)] = line;
            }
            else
            {
                errors.Add(new { id = line.GetProperty("id").GetString(), type = line.GetProperty("type").GetString(), error = new { type = problem } });
            }
        }

        return new(200, errors.Count == 0 ? new { success = true, successCount = lines.Length } : new { success = false, successCount = lines.Length - errors.Count, errors });
    }

    // What each type has to have, and that texts with JSON in them are that.
    private static string? Problem(JsonElement line)
    {
        var attributes = line.GetProperty("attributes");
        string[] texts = line.GetProperty("type").GetString() switch
        {
            "index-pattern" => ["title", "timeFieldName", "fieldFormatMap"],
            "search" => ["title", "kibanaSavedObjectMeta"],
            "lens" => ["title", "visualizationType", "state"],
            "dashboard" => ["title", "panelsJSON", "optionsJSON", "kibanaSavedObjectMeta"],
            var type => [$"no such type: {type}"],
        };
        return texts.FirstOrDefault(name => !attributes.TryGetProperty(name, out _)) is { } missing ? $"{missing} is missing"
            : texts.Where(name => name.EndsWith("JSON", StringComparison.Ordinal) || name == "fieldFormatMap").Any(name => !attributes.GetProperty(name).IsJson()) ? "no JSON in a text"
            : attributes.TryGetProperty("kibanaSavedObjectMeta", out var meta) && !meta.GetProperty("searchSourceJSON").IsJson() ? "no JSON in searchSourceJSON"
            : null;
    }

    private static string Key(JsonElement value) => $"{value.GetProperty("type")}:{value.GetProperty("id")}";
}
