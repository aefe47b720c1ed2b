using System.Collections.Concurrent;
using System.Text.Json;
using Platform.ElasticsearchStandin.Http;
using Platform.ElasticsearchStandin.Mappings;
using Platform.ElasticsearchStandin.Security;

namespace Platform.ElasticsearchStandin.Indices;

/// <summary>Index templates: https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-put-index-template.</summary>
internal sealed class Templates
{
    private static readonly string[] Settings =
    [
        "mode", "number_of_shards", "number_of_replicas", "auto_expand_replicas", "codec", "refresh_interval", "lifecycle.name", "query.default_field",
        "mapping.total_fields.limit", "mapping.ignore_malformed", "sort.field", "sort.order", "hidden",
    ];

    private readonly ConcurrentDictionary<string, Template> _templates = new(StringComparer.Ordinal);

    public Templates()
    {
        // What version 9 brings along for streams whose name begins with "logs-"; from 9.1 on, with a failure store.
        using var body = JsonDocument.Parse("""{"index_patterns":["logs-*-*"],"data_stream":{},"priority":100}""");
        _templates["logs"] = new("logs", ["logs-*-*"], 100, IsDataStream: true, Mapping.Guessing(), "logs", HasFailureStore: true, body.RootElement.Clone());
    }

    public void Map(Router router)
    {
        router.Map("PUT POST", "/_index_template/{name}", ["create", "master_timeout", "cause"], async call =>
        {
            call.User.NeedCluster("manage_index_templates", "indices:admin/index_template/put");
            var template = Read(call.Value(0), await call.ReadJsonAsync());
            if (call.Flag("create") && _templates.ContainsKey(template.Name))
            {
                throw Refusal.Argument($"index template [{template.Name}] already exists");
            }

            if (_templates.Values.FirstOrDefault(other => Clashes(template, other)) is { } clash)
            {
                throw Refusal.Argument(
                    $"index template [{template.Name}] has index patterns [{string.Join(", ", template.Patterns)}] matching patterns from existing templates [{clash.Name}] with patterns "
                    + $"({clash.Name} => [{string.Join(", ", clash.Patterns)}]) that have the same priority [{template.Priority}], multiple index templates may not match during index creation, please use a different priority");
            }

            _templates[template.Name] = template;
            return new { acknowledged = true };
        });
        router.Map("GET HEAD", "/_index_template/{name}", ["flat_settings", "local", "master_timeout", "include_defaults"], call =>
        {
            call.User.NeedCluster("manage_index_templates", "indices:admin/index_template/get");
            return _templates.TryGetValue(call.Value(0), out var found)
                ? new { index_templates = new[] { new { name = found.Name, index_template = found.Body } } }
                : throw new Refusal(404, "resource_not_found_exception", $"index template matching [{call.Value(0)}] not found");
        });
        router.Map("DELETE", "/_index_template/{name}", ["master_timeout", "timeout"], call =>
        {
            call.User.NeedCluster("manage_index_templates", "indices:admin/index_template/delete");
            return _templates.TryRemove(call.Value(0), out _)
                ? new { acknowledged = true }
                : throw new Refusal(404, "index_template_missing_exception", $"index_template [{call.Value(0)}] missing");
        });
    }

    /// <summary>The template of an index that is to be made, or null.</summary>
    public Template? For(string index) => _templates.Values.Where(template => template.Patterns.Any(pattern => Pattern.Matches(pattern, index))).MaxBy(template => template.Priority);

    private static bool Clashes(Template template, Template other) =>
        other.Name != template.Name && other.Priority == template.Priority && template.Patterns.Any(one => other.Patterns.Any(two => Pattern.Overlap(one, two)));

    private static Template Read(string name, JsonElement body)
    {
        body.Only("index_template", "index_patterns", "template", "composed_of", "priority", "version", "_meta", "allow_auto_create", "data_stream", "deprecated", "ignore_missing_component_templates");
        body.Find("data_stream")?.Only("data_stream_template", "hidden", "allow_custom_routing");
        var isDataStream = body.Find("data_stream") is not null;
        var template = body.Find("template");
        template?.Only("template", "settings", "mappings", "aliases", "lifecycle", "data_stream_options");
        string? policy = null;
        foreach (var (setting, value) in template?.Find("settings") is { } settings ? Flatten("", settings) : [])
        {
            var key = setting.StartsWith("index.", StringComparison.Ordinal) ? setting["index.".Length..] : setting;
            if (!Settings.Contains(key))
            {
                throw Refusal.Argument($"unknown setting [index.{key}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings");
            }

            policy = key == "lifecycle.name" ? value.GetString() : policy;
        }

        var options = template?.Find("data_stream_options");
        options?.Only("data_stream_options", "failure_store");
        options?.Find("failure_store")?.Only("failure_store", "enabled", "lifecycle");
        var hasFailureStore = options?.Find("failure_store")?.Find("enabled") is { } enabled ? enabled.GetBoolean() : name.StartsWith("logs-", StringComparison.Ordinal);
        var mapping = template?.Find("mappings") is { } mappings ? Mapping.Read(mappings) : Mapping.Guessing();
        if (isDataStream)
        {
            mapping.CheckTimestamp();
        }

        return new(name, body.Need("index_patterns", "index_template").Texts("index_patterns"), body.Find("priority")?.GetInt64() ?? 0, isDataStream, mapping, policy, hasFailureStore, body);
    }

    private static IEnumerable<(string Key, JsonElement Value)> Flatten(string prefix, JsonElement value) => value.ValueKind is JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(property => Flatten(prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}", property.Value))
        : [(prefix, value)];
}
