using System.Globalization;
using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Api.Identity;
using Platform.Api.Payments;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Api.Docs;

/// <summary>What each operation says beyond its types: who may call it, how often, the errors it may answer, and examples.</summary>
internal sealed class ShopOperation(RateLimitSettings limits) : IOpenApiOperationTransformer
{
    // They answer with tokens, which their types do not tell.
    private static readonly string[] SigningIn = ["Login", "Refresh", "ChangePassword"];
    private static readonly string[] LimitedFurther = ["Login", "Register", "ChangePassword"];

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        var id = operation.OperationId ?? "";
        operation.Tags = new HashSet<OpenApiTagReference> { new(Tag(context.Description.RelativePath ?? "")) };
        operation.Responses ??= [];
        if (SigningIn.Contains(id))
        {
            await AddTokensAsync(operation.Responses, context, cancellationToken);
        }

        AddErrors(operation, id, document);
        AddAccess(operation, context.Description.ActionDescriptor.EndpointMetadata, document);
        AddHeaders(operation, id);
        if (LimitedFurther.Contains(id) && limits.Login > 0)
        {
            operation.Description = string.Create(CultureInfo.InvariantCulture, $"{operation.Description} At most {limits.Login} times per minute from one address.").Trim();
        }

        AddExamples(operation, id);
    }

    private static string Tag(string path) => path.Split('/') switch
    {
        [_, _, "admin", ..] => "Administration",
        [_, _, "products" or "categories" or "media", ..] => "Catalogue",
        [_, _, "cart", ..] => "Cart",
        [_, _, "orders", ..] => "Orders",
        [_, _, "payments", ..] => "Payments",
        _ => "Accounts",
    };

    private static async Task AddTokensAsync(OpenApiResponses responses, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        const string name = nameof(AccessTokenResponse);
        context.Document!.AddComponent(name, await context.GetOrCreateSchemaAsync(typeof(AccessTokenResponse), cancellationToken: cancellationToken));
        responses["200"] = new OpenApiResponse
        {
            Description = "OK",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaTypeNames.Application.Json] = new() { Schema = new OpenApiSchemaReference(name, context.Document) },
            },
        };
    }

    private static void AddErrors(OpenApiOperation operation, string id, OpenApiDocument document)
    {
        foreach (var error in Errors.Of(id, operation.RequestBody is not null))
        {
            var status = error.Status.ToString(CultureInfo.InvariantCulture);
            if (!operation.Responses!.TryGetValue(status, out var known) || known.Content is not { Count: > 0 })
            {
                operation.Responses[status] = ProblemComponents.Answer(document, error.Status, error.Detail);
            }
        }

        operation.Responses!["429"] = ProblemComponents.Reference(429, document);
        operation.Responses["503"] = ProblemComponents.Reference(503, document);
    }

    private static void AddAccess(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        var demands = metadata.OfType<IAuthorizeData>().ToArray();
        if (demands.Length == 0)
        {
            return;
        }

        operation.Responses!["401"] = ProblemComponents.Reference(401, document);
        operation.Responses["403"] = ProblemComponents.Reference(403, document);
        operation.Security = [Requirement(BearerTokenDefaults.AuthenticationScheme, document), Requirement(ApiKeyHandler.SchemeName, document)];
        if (demands.Select(demand => demand.Policy).LastOrDefault(policy => policy is not null) is { } role)
        {
            operation.Description = $"For the role {role}.";
        }
    }

    // Their types allow them to be absent, so that the answer says what is missing.
    private static void AddHeaders(OpenApiOperation operation, string id)
    {
        if (operation.Parameters?.OfType<OpenApiParameter>().FirstOrDefault(parameter => parameter.Name == "Idempotency-Key") is { } key)
        {
            key.Required = true;
            key.Description = "1 to 100 visible ASCII characters, the same for every attempt of one order. The same order sent again is answered with 200 and is not placed twice.";
            key.Example = "my-first-order";
        }

        if (id == "ReceivePaymentNotice")
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = NoticeSignature.Header,
                In = ParameterLocation.Header,
                Required = true,
                Description = "`t=<Unix seconds>,v1=<hex of HMAC-SHA256 over \"t.body\" under the shared key>`; not older than five minutes.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = "t=1795000000,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
            });
        }
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static void AddExamples(OpenApiOperation operation, string id)
    {
        if (Examples.Requests.TryGetValue(id, out var request) && operation.RequestBody?.Content is { } content
            && content.TryGetValue(MediaTypeNames.Application.Json, out var body))
        {
            body.Example = JsonNode.Parse(request);
        }

        if (Examples.Answers.TryGetValue(id, out var answer)
            && operation.Responses!.TryGetValue(answer.Status, out var response) && response.Content is { } answers
            && answers.TryGetValue(MediaTypeNames.Application.Json, out var shape))
        {
            shape.Example = JsonNode.Parse(answer.Json);
        }
    }
}
