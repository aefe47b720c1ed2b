using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Api.Docs;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Http;

/// <summary>Whatever a value of a request is, the answer is no fault of the shop.</summary>
public sealed class WrongValuesTests(TestServers servers) : IAsyncLifetime
{
    private static readonly string[] Values =
    [
        "null", "{}", "[null]", "-1", "2147483647", "9223372036854775807", "1e400", "79228162514264337593543950335",
        "\"\"", "\"a\\u0000b\"", "\"abc\\n\"", "\"\\ud800\"", "\"9999-12-31T23:59:59-14:00\"", $"\"{new string('x', 70_000)}\"",
    ];

    private ShopApp _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["RateLimits:User"] = "0" });
        _client = _app.CreateClient();
        await _client.LogInAsync(ShopClient.Admin);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task No_wrong_value_in_a_body_is_a_fault_of_the_shop()
    {
        var endpoints = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
            .ToDictionary(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName);
        var requests =
            from example in Examples.Requests
            let endpoint = endpoints[example.Key]
            from body in Wrong(example.Value)
            select (Name: example.Key, Method: endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0], Path: Path(endpoint), Body: body);

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (wrong, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(wrong.Method), wrong.Path) { Content = new StringContent(wrong.Body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid():N}");

            using var answer = await _client.SendAsync(request, cancellationToken);

            Assert.True(
                answer.StatusCode is not HttpStatusCode.InternalServerError,
                $"{wrong.Name} with {wrong.Body[..Math.Min(200, wrong.Body.Length)]}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        });
    }

    [Fact]
    public async Task No_wrong_value_in_an_address_is_a_fault_of_the_shop()
    {
        foreach (var (method, path, type, body) in (IEnumerable<(string, string, string, string)>)
            [
                ("GET", "/products?category=%00&search=a", "", ""),
                ("GET", "/admin/orders?status=%00", "", ""),
                ("GET", "/orders/9223372036854775807", "", ""),
                ("PUT", "/admin/log-levels/%20", "application/json", """{"level":"Debug"}"""),
                ("DELETE", "/admin/log-levels/%20", "application/json", ""),
                ("POST", "/admin/products/1/media?fileName=%00", "image/png", "no image"),
            ])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1{path}");
            if (type.Length > 0)
            {
                request.Content = new StringContent(body, Encoding.UTF8, type);
            }

            using var answer = await _client.SendAsync(request);

            Assert.True((int)answer.StatusCode < 500, $"{method} {path}: {answer.StatusCode}");
        }
    }

    // The example with each of its values replaced by each of the wrong ones.
    private static IEnumerable<string> Wrong(string example)
    {
        foreach (var path in Paths(JsonNode.Parse(example), []))
        {
            foreach (var value in Values)
            {
                yield return Replaced(example, path, value);
            }
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path) => node switch
    {
        JsonObject entries => entries.SelectMany(entry => Paths(entry.Value, [.. path, entry.Key])).Append(path),
        JsonArray items => items.SelectMany((item, index) => Paths(item, [.. path, index])).Append(path),
        _ => [path],
    };

    // As text, because some of the values are none that a JSON node could hold.
    private static string Replaced(string example, object[] path, string value)
    {
        const string Place = "here-goes-the-value";
        if (path.Length == 0)
        {
            return value;
        }

        var root = JsonNode.Parse(example)!;
        var parent = path[..^1].Aggregate(root, (node, step) => step is string name ? node[name]! : node[(int)step]!);
        if (path[^1] is string last)
        {
            parent[last] = Place;
        }
        else
        {
            parent[(int)path[^1]] = Place;
        }

        return root.ToJsonString().Replace($"\"{Place}\"", value, StringComparison.Ordinal);
    }

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        .Replace("{id:int}", "2", StringComparison.Ordinal).Replace("{productId:int}", "1", StringComparison.Ordinal)
        .Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{category}", "Platform", StringComparison.Ordinal)
        .Replace("{name}", "SimilarWords", StringComparison.Ordinal);
}
