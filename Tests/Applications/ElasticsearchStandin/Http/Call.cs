using System.Text.Json;
using Platform.ElasticsearchStandin.Security;

namespace Platform.ElasticsearchStandin.Http;

/// <summary>A request with whom it comes from.</summary>
internal sealed class Call(HttpContext http, User user, string[] values)
{
    public User User => user;

    public HttpRequest Request => http.Request;

    /// <summary>A part of the path, which a template calls <c>{name}</c>.</summary>
    public string Value(int index) => values[index];

    public bool Flag(string name) => http.Request.Query[name].ToString() is "true" or "" && http.Request.Query.ContainsKey(name);

    /// <summary>The body, which has to be JSON.</summary>
    public async Task<JsonElement> ReadJsonAsync()
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim();
        if (type is not ("application/json" or "application/vnd.elasticsearch+json"))
        {
            throw type is null ? new Refusal(406, "media_type_header_exception", "Content-Type header is missing") : new Refusal(406, "media_type_header_exception", $"Content-Type header [{type}] is not supported");
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (body.Length == 0)
        {
            throw new Refusal(400, "parse_exception", "request body is required");
        }

        try
        {
            using var document = JsonDocument.Parse(body.ToArray(), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : throw Refusal.Parsing("an object was expected");
        }
        catch (JsonException e)
        {
            throw Refusal.Parsing(e.Message);
        }
    }
}
