using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Platform.Api.Docs;

/// <summary>What the errors of all operations share: the problem document (RFC 9457), the header Retry-After, and the answers that any may give.</summary>
internal static class ProblemComponents
{
    private const string Problem = "ProblemDetails";
    private const string RetryAfter = "RetryAfter";

    /// <summary>Adds them to the document.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        var components = document.Components ??= new();
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        components.Schemas[Problem] = Schema();
        components.Schemas["HttpValidationProblemDetails"] = ValidationSchema();
        components.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [RetryAfter] = new OpenApiHeader { Description = "How long to wait before the next attempt. Seconds.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer }, Example = 5 },
        };
        components.Responses = new Dictionary<string, IOpenApiResponse>();
        foreach (var answer in Common)
        {
            components.Responses[answer.Name] = Answer(document, answer.Status, answer.Detail, answer.Description, answer.Waits);
        }
    }

    /// <summary>Refers to an answer that any operation may give.</summary>
    public static IOpenApiResponse Reference(int status, OpenApiDocument document) =>
        new OpenApiResponseReference(Common.Single(answer => answer.Status == status).Name, document);

    /// <summary>An answer of one operation.</summary>
    public static OpenApiResponse Answer(OpenApiDocument document, int status, string detail, string? description = null, bool waits = false) => new()
    {
        Description = description ?? detail,
        Content = status < 400 ? null : new Dictionary<string, OpenApiMediaType>
        {
            [MediaTypeNames.Application.ProblemJson] = new() { Schema = new OpenApiSchemaReference(Problem, document), Example = Example(status, detail) },
        },
        Headers = waits ? new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = new OpenApiHeaderReference(RetryAfter, document) } : null,
    };

    private static readonly (int Status, string Name, string Description, string Detail, bool Waits)[] Common =
    [
        (401, "NotSignedIn", "Not signed in", "Sign in first.", false),
        (403, "NotAllowed", "Signed in, but not allowed", "This is for another role.", false),
        (429, "TooManyRequests", "Too many requests; Retry-After says how many seconds to wait", "Too many requests.", true),
        (503, "Unavailable", "A service that this needs does not answer, or a feature is switched off; Retry-After says how many seconds to wait", "A service that this needs does not answer. Try again in a few seconds.", true),
    ];

    private static JsonObject Example(int status, string detail) => new()
    {
        ["type"] = $"https://tools.ietf.org/html/rfc9110#section-15.{status / 100}",
        ["title"] = ReasonPhrases.GetReasonPhrase(status),
        ["status"] = status,
        ["detail"] = detail,
        ["instance"] = "/api/v1/...",
        ["correlationId"] = "my-purchase",
    };

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "What went wrong (RFC 9457).",
        Required = new HashSet<string> { "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("Refers to the meaning of the status."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The status code." },
            ["detail"] = Text("What went wrong this time."),
            ["instance"] = Text("The path of the request."),
            ["correlationId"] = Text("Finds the request in logs and traces."),
        },
        AdditionalPropertiesAllowed = true,
    };

    private static OpenApiSchema ValidationSchema()
    {
        var schema = Schema();
        schema.Description = "Values that are wrong, by name.";
        schema.Properties!["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        };
        schema.Examples = [JsonNode.Parse("""{"title":"One or more validation errors occurred.","status":400,"errors":{"quantity":["is 0; it must be from 1 to 100"]},"correlationId":"my-purchase"}""")!];
        return schema;
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
