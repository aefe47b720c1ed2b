using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.LogShipper.Tests.Support;

/// <summary>Takes saved objects and rules as Kibana 9 does, and refuses what it would refuse, as far as the form shows it.</summary>
internal sealed class KibanaStandin : IAsyncDisposable
{
    public const string Password = "elastic-password";

    private static readonly string[] ObjectFields = ["type", "id", "attributes", "references", "typeMigrationVersion", "coreMigrationVersion"];
    private static readonly string[] NewRuleFields = ["name", "consumer", "rule_type_id", "enabled", "tags", "schedule", "params", "actions"];
    private static readonly string[] RuleFields = ["name", "tags", "schedule", "params", "actions"];

    private readonly WebApplication _app;
    private int _asked;

    private KibanaStandin(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public Dictionary<string, JsonElement> Objects { get; } = [];

    public Dictionary<string, JsonElement> Rules { get; } = [];

    public static async Task<KibanaStandin> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var kibana = new KibanaStandin(app);
        app.Run(kibana.HandleAsync);
        await app.StartAsync();
        return kibana;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var (status, answer) = await AnswerAsync(context.Request);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(answer);
    }

    private async Task<(int Status, object Answer)> AnswerAsync(HttpRequest request)
    {
        var path = request.Path.Value!;
        if (path == "/api/status")
        {
            // It takes a while to be ready.
            return _asked++ < 2 ? (503, new { status = "unavailable" }) : (200, new { status = "available" });
        }

        if (request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{Password}"))}")
        {
            return (401, Error("Unauthorized"));
        }

        if (!HttpMethods.IsGet(request.Method) && !request.Headers.ContainsKey("kbn-xsrf"))
        {
            return (400, Error("Request must contain a kbn-xsrf header."));
        }

        const string rule = "/api/alerting/rule/";
        return path switch
        {
            "/api/saved_objects/_import" when HttpMethods.IsPost(request.Method) => await ImportAsync(request),
            _ when path.StartsWith(rule, StringComparison.Ordinal) => await RuleAsync(request, path[rule.Length..]),
            _ => (404, Error($"Not Found: {request.Method} {path}")),
        };
    }

    private async Task<(int Status, object Answer)> ImportAsync(HttpRequest request)
    {
        if (!request.HasFormContentType || (await request.ReadFormAsync()).Files.GetFile("file") is not { } file)
        {
            return (415, Error("Unsupported Media Type"));
        }

        if (!file.FileName.EndsWith(".ndjson", StringComparison.Ordinal))
        {
            return (400, Error($"Invalid file extension {Path.GetExtension(file.FileName)}"));
        }

        using var reader = new StreamReader(file.OpenReadStream());
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        var keys = lines.Select(Key).Concat(Objects.Keys).ToHashSet();
        var errors = new List<object>();
        foreach (var line in lines)
        {
            var problem = line.EnumerateObject().FirstOrDefault(field => !ObjectFields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown ? $"unknown field {unknown.Name}"
                : line.GetProperty("references").EnumerateArray().FirstOrDefault(reference => !keys.Contains(Key(reference)) || reference.GetProperty("name").GetString() is not { Length: > 0 }) is { ValueKind: not JsonValueKind.Undefined } missing ? $"missing reference {missing}"
                : Objects.ContainsKey(Key(line)) && request.Query["overwrite"] != "true" ? "conflict"
                : Problem(line);
            if (problem is null)
            {
                Objects[Key(line)] = line;
            }
            else
            {
                errors.Add(new { id = line.GetProperty("id").GetString(), type = line.GetProperty("type").GetString(), error = new { type = problem } });
            }
        }

        return (200, errors.Count == 0 ? new { success = true, successCount = lines.Length } : new { success = false, successCount = lines.Length - errors.Count, errors });
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
            : texts.Where(name => name.EndsWith("JSON", StringComparison.Ordinal) || name == "fieldFormatMap").Any(name => !IsJson(attributes.GetProperty(name))) ? "no JSON in a text"
            : attributes.TryGetProperty("kibanaSavedObjectMeta", out var meta) && !IsJson(meta.GetProperty("searchSourceJSON")) ? "no JSON in searchSourceJSON"
            : null;
    }

    private async Task<(int Status, object Answer)> RuleAsync(HttpRequest request, string id)
    {
        if (HttpMethods.IsGet(request.Method))
        {
            return Rules.TryGetValue(id, out var known) ? (200, known) : (404, Error("Not Found"));
        }

        var isNew = HttpMethods.IsPost(request.Method);
        var body = (await JsonDocument.ParseAsync(request.Body)).RootElement;
        var fields = isNew ? NewRuleFields : RuleFields;
        if (!body.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal).SequenceEqual(fields.Order(StringComparer.Ordinal)))
        {
            return (400, Error($"[request body]: {string.Join(", ", fields)} are expected"));
        }

        if (isNew == Rules.ContainsKey(id) || !Guid.TryParse(id, out _))
        {
            return (isNew ? 409 : 404, Error(id));
        }

        var parameters = body.GetProperty("params");
        string[] needed = ["searchType", "index", "timeField", "esQuery", "size", "threshold", "thresholdComparator", "timeWindowSize", "timeWindowUnit"];
        if (needed.Any(name => !parameters.TryGetProperty(name, out _)) || !IsJson(parameters.GetProperty("esQuery")))
        {
            return (400, Error("params invalid"));
        }

        Rules[id] = body;
        return (200, body);
    }

    private static string Key(JsonElement value) => $"{value.GetProperty("type")}:{value.GetProperty("id")}";

    private static object Error(string message) => new { message };

    private static bool IsJson(JsonElement text)
    {
        try
        {
            JsonDocument.Parse(text.GetString()!).Dispose();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
