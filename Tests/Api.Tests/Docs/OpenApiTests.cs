using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
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
    public void Every_example_of_an_answer_is_JSON() =>
        Assert.All(Examples.Answers.Values, answer => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(answer.Json).RootElement.ValueKind));

    [Fact]
    public async Task The_UI_is_there_in_development_and_loads_nothing_from_elsewhere()
    {
        using var page = await _client.GetAsync("/swagger/index.html");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.StartsWith("default-src 'self'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.DoesNotContain("https://", await page.Content.ReadAsStringAsync());
    }
}
