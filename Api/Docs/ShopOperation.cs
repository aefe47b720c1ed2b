using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Api.Identity;

namespace Platform.Api.Docs;

/// <summary>What each operation says beyond its types: who may call it, the errors that are common to all, and an example.</summary>
internal sealed class ShopOperation : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Tags = new HashSet<OpenApiTagReference> { new(Tag(context.Description.RelativePath ?? "")) };
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        Add(operation.Responses, "429", "Too many requests; Retry-After says how many seconds to wait");
        Add(operation.Responses, "503", "A service that this needs does not answer; Retry-After says how many seconds to wait");
        var demands = metadata.OfType<IAuthorizeData>().ToArray();
        if (demands.Length > 0)
        {
            Add(operation.Responses, "401", "Not signed in");
            Add(operation.Responses, "403", "Signed in, but not allowed");
            operation.Security = [Requirement(BearerTokenDefaults.AuthenticationScheme, context.Document!), Requirement(ApiKeyHandler.SchemeName, context.Document!)];
            if (demands.Select(demand => demand.Policy).LastOrDefault(policy => policy is not null) is { } role)
            {
                operation.Description = $"For the role {role}.";
            }
        }

        AddExample(operation);
        return Task.CompletedTask;
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

    private static void Add(OpenApiResponses responses, string status, string description)
    {
        if (!responses.ContainsKey(status))
        {
            responses[status] = new OpenApiResponse { Description = description };
        }
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static void AddExample(OpenApiOperation operation)
    {
        if (operation.OperationId is { } id && Examples.Requests.TryGetValue(id, out var request) && operation.RequestBody?.Content is { } content
            && content.TryGetValue("application/json", out var body))
        {
            body.Example = JsonNode.Parse(request);
        }

        if (operation.OperationId is { } name && Examples.Answers.TryGetValue(name, out var answer)
            && operation.Responses!.TryGetValue(answer.Status, out var response) && response.Content is { } answers
            && answers.TryGetValue("application/json", out var shape))
        {
            shape.Example = JsonNode.Parse(answer.Json);
        }
    }
}
