using System.Text.Json;
using Platform.ElasticsearchStandin.Http;

namespace Platform.ElasticsearchStandin.Indices;

/// <summary>Searches with the queries match_all, term, terms, range, exists and bool.</summary>
internal static class Search
{
    private static readonly string[] Parameters = ["size", "from", "ignore_unavailable", "allow_no_indices", "expand_wildcards", "q", "track_total_hits", "request_cache", "sort"];

    public static void Map(Router router, DataStreams streams)
    {
        router.Map("GET POST", "/{index}/_search", Parameters, async call => await SearchAsync(call, streams));
        router.Map("GET POST", "/{index}/_count", Parameters, async call => new { count = (await FindAsync(call, streams)).Hits.Count, _shards = new { total = 1, successful = 1, skipped = 0, failed = 0 } });
        router.Map("GET POST", "/{index}/_refresh", ["ignore_unavailable", "allow_no_indices", "expand_wildcards"], call =>
        {
            foreach (var stream in streams.Matching(call.Value(0)))
            {
                _ = call.User.MayOnIndex(stream.Name, "maintenance", "manage") ? true : throw call.User.Unauthorized("indices:admin/refresh", stream.Name);
            }

            return new { _shards = new { total = 1, successful = 1, failed = 0 } };
        });
    }

    private static async Task<object> SearchAsync(Call call, DataStreams streams)
    {
        var (hits, body) = await FindAsync(call, streams);
        var sorted = (body.Find("sort") is { } sort ? Order(hits, sort) : hits).ToArray();
        var size = body.Find("size")?.GetInt32() ?? 10;
        if (size + (body.Find("from")?.GetInt32() ?? 0) > 10_000)
        {
            throw Refusal.Argument($"Result window is too large, from + size must be less than or equal to: [10000] but was [{size}]");
        }

        return new
        {
            took = 1,
            timed_out = false,
            hits = new
            {
                total = new { value = sorted.Length, relation = "eq" },
                hits = sorted.Skip(body.Find("from")?.GetInt32() ?? 0).Take(size).Select(hit => new { _index = hit.Index, _id = hit.Id, _source = hit.Source }),
            },
        };
    }

    private static async Task<(List<Hit> Hits, JsonElement Body)> FindAsync(Call call, DataStreams streams)
    {
        JsonElement body = default;
        if (call.Request.ContentLength > 0 || call.Request.Headers.TransferEncoding.Count > 0)
        {
            body = await call.ReadJsonAsync();
        }
        else
        {
            using var empty = JsonDocument.Parse("{}");
            body = empty.RootElement.Clone();
        }

        body.Only("search", "query", "size", "from", "sort", "track_total_hits", "_source", "fields", "timeout");
        var found = streams.Matching(call.Value(0));
        if (found.Count == 0 && !call.Value(0).Contains('*', StringComparison.Ordinal) && !call.Flag("ignore_unavailable"))
        {
            throw Refusal.NoIndex(call.Value(0));
        }

        if (found.FirstOrDefault(stream => !call.User.MayOnIndex(stream.Name, "read")) is { } denied)
        {
            throw call.User.Unauthorized("indices:data/read/search", denied.Name);
        }

        if (found.Count == 0 && !call.User.Roles.SelectMany(role => role.Indices).Any(entry => entry.Privileges.Contains("read") || entry.Privileges.Contains("all")))
        {
            throw call.User.Unauthorized("indices:data/read/search", call.Value(0));
        }

        var hits = streams.Locked(_ => found.SelectMany(stream => stream.Documents.Select(document => new Hit(stream.BackingIndex, document.Key, Parse(document.Value)))).ToList());
        return ([.. hits.Where(hit => body.Find("query") is not { } query || Matches(query, hit.Source))], body);
    }

    private static IEnumerable<Hit> Order(IEnumerable<Hit> hits, JsonElement sort)
    {
        var keys = (sort.ValueKind is JsonValueKind.Array ? sort.EnumerateArray() : throw Refusal.Parsing("[sort] a list was expected")).Select(key => key.ValueKind is JsonValueKind.Object ? key.EnumerateObject().First().Name : key.GetString()!).ToArray();
        var ordered = hits.OrderBy(hit => Values(hit.Source, keys[0]).Select(value => value.ToString()).FirstOrDefault(), StringComparer.Ordinal);
        return keys.Skip(1).Aggregate(ordered, (current, key) => current.ThenBy(hit => Values(hit.Source, key).Select(value => value.TryGetInt64(out var number) ? number : 0).FirstOrDefault()));
    }

    private static bool Matches(JsonElement query, JsonElement source)
    {
        query.Only("query", "match_all", "term", "terms", "range", "exists", "bool");
        var clause = query.EnumerateObject().First();
        switch (clause.Name)
        {
            case "match_all":
                return true;
            case "exists":
                return Values(source, clause.Value.Need("field", "exists").GetString()!).Any();
            case "bool":
                clause.Value.Only("bool", "filter", "must", "must_not");
                return Clauses(clause.Value, "filter").Concat(Clauses(clause.Value, "must")).All(inner => Matches(inner, source)) && !Clauses(clause.Value, "must_not").Any(inner => Matches(inner, source));
        }

        var field = clause.Value.EnumerateObject().First();
        var values = Values(source, field.Name).ToArray();
        return clause.Name switch
        {
            "terms" => field.Value.EnumerateArray().Any(wanted => values.Any(value => value.ToString() == wanted.ToString())),
            "term" => values.Any(value => value.ToString() == (field.Value.ValueKind is JsonValueKind.Object ? field.Value.GetProperty("value") : field.Value).ToString()),
            _ => values.Any(value => field.Value.EnumerateObject().All(bound => InRange(bound, value))),
        };
    }

    private static bool InRange(JsonProperty bound, JsonElement value)
    {
        var order = value.ValueKind is JsonValueKind.Number ? value.GetDouble().CompareTo(bound.Value.GetDouble()) : string.CompareOrdinal(value.ToString(), bound.Value.ToString());
        return bound.Name switch
        {
            "gte" => order >= 0,
            "gt" => order > 0,
            "lte" => order <= 0,
            "lt" => order < 0,
            _ => throw Refusal.Parsing($"[range] query does not support [{bound.Name}]"),
        };
    }

    private static IEnumerable<JsonElement> Clauses(JsonElement value, string name) => value.Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { } single => [single],
    };

    private static IEnumerable<JsonElement> Values(JsonElement source, string path)
    {
        IEnumerable<JsonElement> values = [source];
        foreach (var part in path.Split('.'))
        {
            values = values.Where(value => value.ValueKind is JsonValueKind.Object).Select(value => value.Find(part)).OfType<JsonElement>();
        }

        return values.SelectMany(value => value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1));
    }

    private static JsonElement Parse(byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.Clone();
    }

    private sealed record Hit(string Index, string Id, JsonElement Source);
}
