using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.ServiceDefaults.Tests;

public sealed class HttpTests
{
    [Fact]
    public async Task Answers_carry_security_headers_and_do_not_name_the_server()
    {
        await using var service = await TestService.StartAsync();

        using var response = await service.Client.GetAsync("/nothing");

        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.StartsWith("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Empty(response.Headers.Server);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_exception_is_a_problem_that_tells_nothing_of_the_inside()
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/fails", IResult () => throw new InvalidOperationException("Password=x")), environment: "Production");

        using var response = await service.Client.GetAsync("/fails");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("Password", body);
        Assert.Contains("correlationId", body);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapPost("/echo", async (HttpRequest request) =>
            {
                using var reader = new StreamReader(request.Body);
                return (await reader.ReadToEndAsync()).Length;
            }),
            settings: ("Http:MaxRequestBodyBytes", "2000"));

        using var response = await service.Client.PostAsync("/echo", new StringContent(new string('x', 3000)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("https://shop.example.com", true)]
    [InlineData("https://evil.example.com", false)]
    public async Task Only_listed_origins_may_call_from_a_browser(string origin, bool allowed)
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/", () => "ok"), settings: ("Http:AllowedOrigins", "https://shop.example.com"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Origin", origin);

        using var response = await service.Client.SendAsync(request);

        Assert.Equal(allowed, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("127.0.0.0/8,10.1.0.0/16", "203.0.113.7, 10.1.2.3", "203.0.113.7", "https")]
    [InlineData("127.0.0.1", "203.0.113.7, 10.1.2.3", "10.1.2.3", "https")]
    [InlineData("10.1.0.0/16", "203.0.113.7", "127.0.0.1", "http")]
    [InlineData("", "203.0.113.7", "127.0.0.1", "http")]
    public async Task Only_a_trusted_proxy_tells_who_the_caller_is(string trusted, string forwarded, string address, string scheme)
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/", (HttpContext context) => $"{context.Connection.RemoteIpAddress?.MapToIPv4()} {context.Request.Scheme}"),
            settings: ("Http:TrustedProxies", trusted));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-For", forwarded);
        request.Headers.Add("X-Forwarded-Proto", "https, https");

        using var response = await service.Client.SendAsync(request);

        Assert.Equal($"{address} {scheme}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public void A_proxy_that_is_no_address_is_named()
    {
        var error = Assert.Throws<Platform.ServiceDefaults.Configuration.ConfigurationException>(
            () => TestService.Build(null, null, "Development", ("Http:TrustedProxies", "10.0.0.0/8,ingress")));

        Assert.Contains("Http__TrustedProxies has 'ingress'", error.Message);
    }

    [Theory]
    [InlineData("/", "br", "br")]
    [InlineData("/", "gzip", "gzip")]
    [InlineData("/", "gzip, br", "br")]
    [InlineData("/", "zstd", null)]
    [InlineData("/nothing", "gzip", "gzip")]
    public async Task Answers_and_problems_are_compressed_for_clients_that_can_read_it(string path, string accepted, string? used)
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/", () => Results.Text(new string('a', 5000), "application/json")));
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept-Encoding", accepted);

        using var response = await service.Client.SendAsync(request);

        Assert.Equal(used, response.Content.Headers.ContentEncoding.SingleOrDefault());
    }

    [Fact]
    public async Task A_failed_read_from_another_service_is_repeated()
    {
        var calls = 0;
        await using var other = await TestService.StartAsync(map: app =>
            app.MapGet("/", () => Interlocked.Increment(ref calls) < 3 ? Results.StatusCode(503) : Results.Ok("done")));

        using var response = await (await ClientAsync()).GetAsync(other.Client.BaseAddress);

        Assert.Equal((HttpStatusCode.OK, 3), (response.StatusCode, calls));
    }

    [Fact]
    public async Task A_failed_write_to_another_service_is_not_repeated()
    {
        var calls = 0;
        await using var other = await TestService.StartAsync(map: app => app.MapPost("/", () =>
        {
            Interlocked.Increment(ref calls);
            return Results.StatusCode(503);
        }));

        using var response = await (await ClientAsync()).PostAsync(other.Client.BaseAddress, null);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, calls));
    }

    [Fact]
    public async Task A_service_that_hangs_is_given_up_on()
    {
        await using var other = await TestService.StartAsync(map: app =>
            app.MapGet("/", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        var client = await ClientAsync(("Http:AttemptTimeoutSeconds", "0.1"), ("Http:Retries", "1"));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(other.Client.BaseAddress).WaitAsync(TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public async Task A_service_that_keeps_failing_is_left_alone()
    {
        var calls = 0;
        await using var other = await TestService.StartAsync(map: app => app.MapPost("/", () =>
        {
            Interlocked.Increment(ref calls);
            return Results.StatusCode(500);
        }));
        var client = await ClientAsync();

        for (var i = 0; i < 10; i++)
        {
            using var response = await client.PostAsync(other.Client.BaseAddress, null);
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(other.Client.BaseAddress, null));
        Assert.Equal(10, calls);
    }

    private static Task<HttpClient> ClientAsync(params (string, string)[] settings)
    {
        var app = TestService.Build(builder => builder.Services.AddHttpClient("other"), null, "Development", settings);
        return Task.FromResult(app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("other"));
    }
}
