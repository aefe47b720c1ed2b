using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Api.Docs;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Docs;

public sealed class OpenApiTests(TestServers servers) : IAsyncLifetime
{
    private ShopApp _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers);
        _client = _app.CreateClient();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Every_endpoint_is_described_with_a_name_a_summary_and_its_errors()
    {
        var document = await _client.GetJsonAsync("/openapi/v1.json");

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: path.Name, Operation: operation.Value)))
            .ToArray();
        Assert.True(operations.Length > 40);
        Assert.All(operations, item =>
        {
            Assert.False(string.IsNullOrEmpty(item.Operation.GetProperty("operationId").GetString()));
            Assert.False(string.IsNullOrEmpty(item.Operation.GetProperty("summary").GetString()));
            var responses = item.Operation.GetProperty("responses");
            Assert.True(responses.TryGetProperty("429", out _) && responses.TryGetProperty("503", out _), item.Path);
            Assert.Equal(
                item.Path.StartsWith("/api/v1/admin/", StringComparison.Ordinal) || item.Path.StartsWith("/api/v1/cart", StringComparison.Ordinal)
                    || item.Path.StartsWith("/api/v1/orders", StringComparison.Ordinal) || item.Path is "/api/v1/me" or "/api/v1/me/password" or "/api/v1/logout",
                item.Operation.TryGetProperty("security", out _));
        });
        Assert.Contains("Payment-Signature", document.GetProperty("info").GetProperty("description").GetString());
    }

    [Fact]
    public async Task Every_example_is_of_an_operation_and_is_understood()
    {
        await _client.LogInAsync(ShopClient.Admin);
        var endpoints = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
            .ToDictionary(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName);

        foreach (var (name, json) in Examples.Requests)
        {
            var endpoint = endpoints[name];
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
                .Replace("{id:int}", "2", StringComparison.Ordinal).Replace("{productId:int}", "1", StringComparison.Ordinal)
                .Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{category}", "Platform", StringComparison.Ordinal)
                .Replace("{name}", "SimilarWords", StringComparison.Ordinal);
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", name);

            using var response = await _client.SendAsync(request);

            Assert.True(
                response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError),
                $"{name}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task Every_answer_with_content_has_an_example_and_each_is_what_the_operation_answers()
    {
        var strict = new JsonSerializerOptions(_app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        var types = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
            .ToDictionary(
                endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName,
                endpoint => endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>());

        foreach (var (id, operation) in await OperationsAsync())
        {
            var success = operation.GetProperty("responses").EnumerateObject()
                .Where(answer => answer.Name[0] == '2' && answer.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out _)).ToArray();
            Assert.True(success.Length == 0 || Examples.Answers.ContainsKey(id), $"{id} lacks an example of its answer: add it to Api/Docs/Examples.cs.");
            if (Examples.Answers.TryGetValue(id, out var example))
            {
                var type = types[id].FirstOrDefault(answer => $"{answer.StatusCode}" == example.Status)?.Type ?? typeof(AccessTokenResponse);
                var value = JsonSerializer.Deserialize(example.Json, type, strict);
                Assert.True(JsonElement.DeepEquals(JsonElement.Parse(example.Json), JsonSerializer.SerializeToElement(value, type, strict)), $"{id}: {example.Json}");
                Assert.Contains(success, answer => answer.Name == example.Status && answer.Value.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _));
            }
        }
    }

    [Fact]
    public async Task Every_error_is_a_problem_with_its_schema_and_where_one_has_to_wait_a_header_says_so()
    {
        var document = await _client.GetJsonAsync("/openapi/v1.json");

        foreach (var (id, operation) in await OperationsAsync())
        {
            foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(answer => answer.Name[0] is '4' or '5'))
            {
                var response = answer.Value.TryGetProperty("$ref", out var reference)
                    ? document.GetProperty("components").GetProperty("responses").GetProperty(reference.GetString()!.Split('/')[^1])
                    : answer.Value;
                Assert.True(response.TryGetProperty("content", out var content) && content.TryGetProperty("application/problem+json", out _), $"{id} {answer.Name}");
                Assert.Equal(answer.Name is "429" or "503", response.TryGetProperty("headers", out var headers) && headers.TryGetProperty("Retry-After", out _));
            }
        }

        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("ProblemDetails").GetProperty("properties").TryGetProperty("correlationId", out _));
    }

    [Theory]
    [InlineData("PlaceOrder", "Idempotency-Key")]
    [InlineData("ReceivePaymentNotice", "Payment-Signature")]
    public async Task A_header_without_which_nothing_works_is_required(string id, string header)
    {
        var parameter = Assert.Single((await OperationsAsync())[id].GetProperty("parameters").EnumerateArray(), parameter => parameter.GetProperty("name").GetString() == header);

        Assert.True(parameter.GetProperty("required").GetBoolean());
    }

    /// <summary><c>PLATFORM_UPDATE_OPENAPI=1 dotnet test Tests/Api.Tests --filter FullyQualifiedName~OpenApiTests</c> writes it anew.</summary>
    [Fact]
    public async Task The_document_in_the_repository_is_the_one_that_is_served()
    {
        await using var app = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["RateLimits:Login"] = "20", ["RateLimits:Anonymous"] = "600" });
        using var client = app.CreateClient();
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!.AsObject();
        document.Remove("servers");
        var text = document.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("PLATFORM_UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(OpenApiDocumentFile.Path, text);
        }

        Assert.True(
            File.Exists(OpenApiDocumentFile.Path) && text == (await File.ReadAllTextAsync(OpenApiDocumentFile.Path)).ReplaceLineEndings("\n"),
            "The API has changed. Say how in docs/api-changelog.md, then write docs/openapi-v1.json anew: PLATFORM_UPDATE_OPENAPI=1 dotnet test Tests/Api.Tests --filter FullyQualifiedName~OpenApiTests.");
    }

    private async Task<Dictionary<string, JsonElement>> OperationsAsync() =>
        (await _client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .ToDictionary(operation => operation.Value.GetProperty("operationId").GetString()!, operation => operation.Value);

    [Fact]
    public async Task The_UI_is_there_in_development_and_loads_nothing_from_elsewhere()
    {
        using var page = await _client.GetAsync("/swagger/index.html");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.StartsWith("default-src 'self'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.DoesNotContain("https://", await page.Content.ReadAsStringAsync());
    }
}
