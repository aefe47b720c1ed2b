using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Platform.Api.Tests.Fixtures;
using Platform.ServiceDefaults.Pausing;

namespace Platform.Api.Tests.Pausing;

/// <summary>The API while its stores are away on purpose.</summary>
public sealed class PauseTests(TestServers servers)
{
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly Dictionary<string, string?> Pausable = new() { ["Pause:Key"] = Key };

    [Fact]
    public async Task What_comes_during_a_pause_is_answered_afterwards_though_the_stores_were_restarted()
    {
        await using var postgres = await servers.StartPostgresAsync("shop");
        await using var redis = await servers.StartRedisAsync();
        await using var app = ShopApp.Start(postgres.ConnectionString("shop"), redis.NewDatabase(), Pausable);
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Anna);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/api/v1/cart")).IsSuccessStatusCode, "the cart answers");

        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(app, PauseControl.PausePath));
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(app, PauseControl.PausePath));
        var order = OrderAsync(client);
        var cart = client.GetAsync("/api/v1/cart");
        var ready = client.GetAsync("/health/ready");
        await postgres.StopAsync();
        await redis.StopAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        await redis.RestartAsync();
        await postgres.RestartAsync();
        Assert.False(order.IsCompleted || cart.IsCompleted || ready.IsCompleted);
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(app, PauseControl.ResumePath));

        Assert.Equal(HttpStatusCode.Created, (await order).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await cart).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ready).StatusCode);
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task With_other_keys_for_tokens_in_the_database_it_asks_to_be_restarted_and_goes_on_until_then()
    {
        await using var app = await ShopApp.StartAsync(servers, Pausable);
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Anna);
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(app, PauseControl.PausePath));
        await app.ExecuteAsync("DELETE FROM data_protection_keys");

        Assert.Equal(HttpStatusCode.Conflict, await AskAsync(app, PauseControl.ResumePath));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/products/1")).StatusCode);
    }

    [Fact]
    public async Task No_job_is_begun_during_a_pause()
    {
        await using var app = await ShopApp.StartAsync(servers, Pausable);
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(app, PauseControl.PausePath));
        await app.ExecuteAsync("INSERT INTO jobs (kind, payload) VALUES ('unknown', '{}')");
        Assert.Equal(0, await app.ScalarAsync<int>("SELECT attempts FROM jobs WHERE kind = 'unknown'"));

        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(app, PauseControl.ResumePath));

        await Eventually.TrueAsync(async () => await app.ScalarAsync<int>("SELECT attempts FROM jobs WHERE kind = 'unknown'") > 0, "the job is taken");
    }

    [Theory]
    [InlineData("wrong", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    [InlineData("right", false)]
    public async Task Nobody_else_can_pause_it(string? key, bool isPausable)
    {
        await using var app = await ShopApp.StartAsync(servers, isPausable ? Pausable : null);
        using var client = app.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(app, PauseControl.PausePath, key == "right" ? Key : key));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/products/1")).StatusCode);
    }

    [Fact]
    public async Task From_another_machine_the_key_does_not_help()
    {
        await using var app = await ShopApp.StartAsync(servers, Pausable);

        var answer = await app.Server.SendAsync(context =>
        {
            context.Request.Method = HttpMethods.Post;
            context.Request.Path = PauseControl.PausePath;
            context.Request.Headers[PauseControl.KeyHeader] = Key;
            context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        });

        Assert.Equal(StatusCodes.Status404NotFound, answer.Response.StatusCode);
    }

    private static Task<HttpStatusCode> AskAsync(ShopApp app, string path) => AskAsync(app, path, Key);

    // As over a socket; the test server's own requests have no address.
    private static async Task<HttpStatusCode> AskAsync(ShopApp app, string path, string? key)
    {
        var answer = await app.Server.SendAsync(context =>
        {
            context.Request.Method = HttpMethods.Post;
            context.Request.Path = path;
            context.Connection.RemoteIpAddress = IPAddress.Loopback;
            if (key is not null)
            {
                context.Request.Headers[PauseControl.KeyHeader] = key;
            }
        });
        return (HttpStatusCode)answer.Response.StatusCode;
    }

    private static async Task<HttpResponseMessage> OrderAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = 1, quantity = 1 } }, paymentToken = "tok_ok" }),
        };
        request.Headers.Add("Idempotency-Key", "during-a-pause");
        return await client.SendAsync(request);
    }
}
