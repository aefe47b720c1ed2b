using System.Collections.Concurrent;
using System.Text.Json;

namespace Platform.KibanaStandin;

/// <summary>Rules of the type .es-query, and the connectors that tell of them.</summary>
internal sealed class Alerting
{
    private static readonly string[] NewConnector = ["name", "connector_type_id", "config", "secrets"];
    private static readonly string[] Connector = ["name", "config", "secrets"];
    private static readonly string[] NewRule = ["name", "consumer", "rule_type_id", "enabled", "tags", "schedule", "params", "actions"];
    private static readonly string[] Rule = ["name", "tags", "schedule", "params", "actions"];
    private static readonly string[] Parameters = ["searchType", "index", "timeField", "esQuery", "size", "threshold", "thresholdComparator", "timeWindowSize", "timeWindowUnit"];
    private static readonly string[] Groups = ["query matched", "recovered"];
    private static readonly string[] Levels = ["trace", "debug", "info", "warn", "error", "fatal"];
    private static readonly string[] Moments = ["onActionGroupChange", "onActiveAlert", "onThrottleInterval"];

    private readonly ConcurrentDictionary<string, JsonElement> _connectors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonElement> _rules = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Connectors => [.. _connectors.Keys];

    public IReadOnlyCollection<string> Rules => [.. _rules.Keys];

    public Task<Answer> ConnectorAsync(HttpRequest request, string id) => HandleAsync(request, id, _connectors, NewConnector, Connector, ConnectorProblem);

    public Task<Answer> RuleAsync(HttpRequest request, string id) => HandleAsync(request, id, _rules, NewRule, Rule, RuleProblem);

    // Made by POST, changed by PUT. With secrets in it, one may have no id but a UUID.
    private static async Task<Answer> HandleAsync(
        HttpRequest request, string id, ConcurrentDictionary<string, JsonElement> known, string[] fieldsOfNew, string[] fields, Func<JsonElement, string?> problemOf)
    {
        if (HttpMethods.IsGet(request.Method))
        {
            return known.TryGetValue(id, out var found) ? new(200, found) : Answer.Error(404, $"Saved object [{id}] not found");
        }

        var isNew = HttpMethods.IsPost(request.Method);
        using var document = await JsonDocument.ParseAsync(request.Body);
        var body = document.RootElement.Clone();
        if (!body.HasFields(isNew ? fieldsOfNew : fields))
        {
            return Answer.Error(400, $"[request body]: {string.Join(", ", isNew ? fieldsOfNew : fields)} are expected");
        }

        if (isNew == known.ContainsKey(id))
        {
            return Answer.Error(isNew ? 409 : 404, id);
        }

        if (!Guid.TryParse(id, out _))
        {
            return Answer.Error(400, "Predefined IDs are not permitted for saved objects with encrypted attributes unless the ID is a UUID.");
        }

        if (problemOf(body) is { } problem)
        {
            return Answer.Error(400, problem);
        }

        known[id] = body;
        return new(200, body);
    }

    private static string? ConnectorProblem(JsonElement body) =>
        body.TryGetProperty("connector_type_id", out var type) && !type.ValueEquals(".server-log") ? $"connector type {type} needs more than a basic licence, or is not known"
        : !body.GetProperty("config").HasFields([]) || !body.GetProperty("secrets").HasFields([]) ? "a server log has neither config nor secrets"
        : null;

    private string? RuleProblem(JsonElement body)
    {
        var parameters = body.GetProperty("params");
        return Parameters.Any(name => !parameters.TryGetProperty(name, out _)) || !parameters.GetProperty("esQuery").IsJson() ? "params invalid"
            : body.GetProperty("actions").EnumerateArray().Select(ActionProblem).FirstOrDefault(problem => problem is not null);
    }

    private string? ActionProblem(JsonElement action)
    {
        if (!action.HasFields("group", "id", "params", "frequency"))
        {
            return "actions need group, id, params, frequency";
        }

        var (group, id, parameters, frequency) = (action.GetProperty("group").GetString(), action.GetProperty("id").GetString()!, action.GetProperty("params"), action.GetProperty("frequency"));
        return !_connectors.ContainsKey(id) ? $"Failed to load action {id}: there is no such connector"
            : !Groups.Contains(group) ? $"Invalid action group {group}"
            : !parameters.HasFields("level", "message") || !Levels.Contains(parameters.GetProperty("level").GetString()) ? "params of an action are invalid"
            : !frequency.HasFields("summary", "notify_when", "throttle") || !Moments.Contains(frequency.GetProperty("notify_when").GetString()) ? "frequency of an action is invalid"
            : null;
    }
}
