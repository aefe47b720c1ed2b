using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Identity;

/// <summary>Who may call what; a new endpoint is found here by itself.</summary>
public sealed partial class AccessTests(TestServers servers) : IAsyncLifetime
{
    // What anybody may do.
    private static readonly string[] Open =
        ["GetImage", "GetProduct", "ListCategories", "Login", "ReceivePaymentNotice", "Refresh", "Register", "SearchProducts"];

    private ShopApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await ShopApp.StartAsync(servers);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Every_endpoint_that_is_not_open_asks_who_one_is()
    {
        using var stranger = _app.CreateClient();
        foreach (var (name, method, path) in Endpoints().Where(endpoint => !Open.Contains(endpoint.Name)))
        {
            Assert.Equal((name, HttpStatusCode.Unauthorized), (name, await AnswerAsync(stranger, method, path)));
        }
    }

    [Fact]
    public async Task Every_endpoint_of_the_administration_is_for_administrators_only()
    {
        using var anna = _app.CreateClient();
        await anna.LogInAsync(ShopClient.Anna);
        var administration = Endpoints().Where(endpoint => endpoint.Path.StartsWith("/api/v1/admin/", StringComparison.Ordinal)).ToArray();

        Assert.True(administration.Length > 25);
        foreach (var (name, method, path) in administration)
        {
            Assert.Equal((name, HttpStatusCode.Forbidden), (name, await AnswerAsync(anna, method, path)));
        }
    }

    [Fact]
    public async Task Every_list_refuses_a_page_that_cannot_be()
    {
        using var admin = _app.CreateClient();
        await admin.LogInAsync(ShopClient.Admin);
        foreach (var path in (string[])["products", "admin/orders", "admin/jobs", "admin/media", "admin/users"])
        {
            foreach (var query in (string[])["page=0", "page=10001", "size=0", "size=101", "page=one"])
            {
                Assert.Equal((path, query, HttpStatusCode.BadRequest), (path, query, await AnswerAsync(admin, "GET", $"/api/v1/{path}?{query}")));
            }
        }
    }

    private (string Name, string Method, string Path)[] Endpoints() =>
    [
        .. from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
           where name is not null && endpoint.RoutePattern.RawText!.Contains("api/v1", StringComparison.Ordinal)
           select (name, endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0], "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.Trim('/'), Value)),
    ];

    private static string Value(Match parameter) => parameter.Value switch
    {
        _ when parameter.Value.Contains(":guid", StringComparison.Ordinal) => Guid.Empty.ToString(),
        _ when parameter.Value.Contains(':') => "1",
        _ => "Platform",
    };

    private static async Task<HttpStatusCode> AnswerAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
