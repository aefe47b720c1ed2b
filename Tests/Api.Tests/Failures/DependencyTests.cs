using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Api.Redis;
using Platform.Api.Storage;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Failures;

/// <summary>What the shop does while something it needs is gone, and that it recovers without a restart.</summary>
public sealed class DependencyTests(TestServers servers) : IDisposable
{
    private readonly string _logs = Directory.CreateTempSubdirectory("platform-api-logs-").FullName;

    public void Dispose() => Directory.Delete(_logs, recursive: true);

    [Fact]
    public async Task Without_Redis_the_shop_sells_and_carts_answer_503_until_it_is_back()
    {
        await using var redis = await servers.StartRedisAsync();
        await using var app = ShopApp.Start(await servers.CreateDatabaseAsync(), redis.NewDatabase());
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Anna);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/api/v1/cart")).IsSuccessStatusCode, "the cart answers");

        await redis.StopAsync();

        await Eventually.TrueAsync(async () => (await client.GetAsync("/api/v1/cart")).StatusCode == HttpStatusCode.ServiceUnavailable, "the cart answers 503");
        using var cart = await client.GetAsync("/api/v1/cart");
        Assert.NotNull(cart.Headers.RetryAfter);
        Assert.Equal("application/problem+json", cart.Content.Headers.ContentType?.MediaType);
        for (var page = 1; page <= 10; page++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/products?search=lamp&page={page}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, "without-redis")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);

        await redis.RestartAsync();

        await Eventually.TrueAsync(async () => (await client.GetAsync("/api/v1/cart")).IsSuccessStatusCode, "the cart answers again");
    }

    [Fact]
    public async Task Without_PostgreSQL_ready_turns_off_known_pages_are_served_and_no_acknowledged_order_is_lost()
    {
        await using var postgres = await servers.StartPostgresAsync("shop");

        // Without the second for which a good answer is given again (HealthTests holds it to that).
        await using var app = ShopApp.Start(
            postgres.ConnectionString("shop"), servers.Redis.NewDatabase(),
            new Dictionary<string, string?> { ["Health:CacheSeconds"] = "0", ["PLATFORM_LOGS"] = _logs });
        using var client = app.CreateClient();
        var tokens = await client.LogInAsync(ShopClient.Anna);
        var userId = (await client.GetJsonAsync("/api/v1/me")).GetProperty("id").GetRawText();
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, "acknowledged")).StatusCode);
        await Eventually.TrueAsync(async () => (await client.GetStringAsync("/health/ready")).Contains("\"redis\":{\"status\":\"Healthy\"", StringComparison.Ordinal), "Redis is connected");
        var known = await client.GetStringAsync("/api/v1/products?search=kettle");

        await postgres.StopAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(known, await client.GetStringAsync("/api/v1/products?search=kettle"));
        using var order = await OrderAsync(client, "refused");
        using var unknown = await client.GetAsync("/api/v1/products?search=spade");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (order.StatusCode, unknown.StatusCode));
        Assert.NotNull(order.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);

        // A replica that starts now has no key to read tokens with, and does not call good ones bad.
        await using var replica = ShopApp.Start(postgres.ConnectionString("shop"), servers.Redis.NewDatabase());
        using var other = replica.CreateClient();
        other.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await other.GetAsync("/api/v1/me")).StatusCode);
        using var refresh = await other.PostAsJsonAsync("/api/v1/refresh", new { refreshToken = tokens.GetProperty("refreshToken").GetString() });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refresh.StatusCode);

        await postgres.RestartAsync();
        await Eventually.TrueAsync(async () => (await other.GetAsync("/api/v1/me")).IsSuccessStatusCode, "the replica reads the token");

        await Eventually.TrueAsync(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode, "the API is ready again");
        Assert.Equal(HttpStatusCode.OK, (await OrderAsync(client, "acknowledged")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, "refused")).StatusCode);
        NpgsqlConnection.ClearAllPools();

        // What was answered 503 is in the log, with who asked and why it failed; probes are not.
        var lines = LogLines();
        Assert.Contains(lines, line => Is(line, "Error", "Request") && line.GetProperty("StatusCode").GetInt32() == 503 && line.GetProperty("Path").GetString() == "/api/v1/orders"
            && line.GetProperty("User").GetString() == userId);
        Assert.Contains(lines, line => Is(line, "Warning", "LogGone") && line.GetProperty("ExceptionType").GetString() == nameof(NpgsqlException)
            && line.GetProperty("Reason").GetString()!.Contains("refused", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(lines, line => Is(line, "Error", "Request") && line.GetProperty("Path").GetString()!.StartsWith("/health", StringComparison.Ordinal));

        static bool Is(JsonElement line, string level, string name) =>
            line.GetProperty("@l").GetString() == level && line.TryGetProperty("EventId", out var id) && id.TryGetProperty("Name", out var found) && found.GetString() == name;
    }

    [Fact]
    public async Task A_server_killed_under_load_loses_no_order_that_was_acknowledged_and_sells_nothing_twice()
    {
        await using var postgres = await servers.StartPostgresAsync("shop", durable: true);
        await using var app = ShopApp.Start(postgres.ConnectionString("shop"), servers.Redis.NewDatabase());
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Anna);
        var stock = await app.ScalarAsync<int>("SELECT stock FROM products WHERE id = 1");
        ConcurrentBag<long> acknowledged = [];

        var buyers = Enumerable.Range(0, 6).Select(buyer => Task.Run(async () =>
        {
            // Until the server is gone.
            for (var number = 0; ; number++)
            {
                using var answer = await OrderAsync(client, $"buyer-{buyer}-{number}");
                if (answer.StatusCode != HttpStatusCode.Created)
                {
                    return (Buyer: buyer, Unanswered: number, answer.StatusCode);
                }

                acknowledged.Add((await answer.Content.JsonAsync()).GetProperty("id").GetInt64());
            }
        })).ToArray();
        await Eventually.TrueAsync(() => Task.FromResult(acknowledged.Count >= 12), "orders are acknowledged");
        await postgres.KillAsync();
        var ends = await Task.WhenAll(buyers);
        Assert.All(ends, end => Assert.Contains(end.StatusCode, (HttpStatusCode[])[HttpStatusCode.ServiceUnavailable, HttpStatusCode.Conflict]));
        await postgres.RestartAsync();
        await Eventually.TrueAsync(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode, "the API is ready again");

        // What was not answered is asked for again under its key: it is placed now, or was placed then and not told.
        foreach (var end in ends.Where(end => end.StatusCode == HttpStatusCode.ServiceUnavailable))
        {
            using var answer = await OrderAsync(client, $"buyer-{end.Buyer}-{end.Unanswered}");
            Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict]);
        }

        NpgsqlConnection.ClearAllPools();
        var kept = await app.ScalarAsync<long[]>("SELECT array_agg(id) FROM orders WHERE idempotency_key LIKE 'buyer-%'");
        Assert.Empty(acknowledged.Except(kept!));
        var sold = await app.ScalarAsync<long>("SELECT coalesce(sum(quantity), 0) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.idempotency_key LIKE 'buyer-%'");
        Assert.Equal(stock - sold, await app.ScalarAsync<int>("SELECT stock FROM products WHERE id = 1"));
        NpgsqlConnection.ClearAllPools();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_read_fails_because_the_server_ended_the_connections_in_the_pool(bool restart)
    {
        await using var postgres = await servers.StartPostgresAsync("shop");

        // Nobody but the requests below looks at the database meanwhile.
        await using var app = ShopApp.Start(
            postgres.ConnectionString("shop"), servers.Redis.NewDatabase(), new Dictionary<string, string?> { ["Jobs:Workers"] = "0" });
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Anna);
        await ReadAsync(client, "before");

        if (restart)
        {
            await postgres.StopAsync();
            await postgres.RestartAsync();
        }
        else
        {
            await postgres.ExecuteAsync("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'");
        }

        Assert.All(await ReadAsync(client, "after"), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, "after")).StatusCode);
        await client.LogInAsync(ShopClient.Anna);
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task No_request_fails_because_a_migration_changed_what_a_prepared_statement_returns()
    {
        await using var app = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["Jobs:Workers"] = "0" });
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Anna);
        for (var id = 1; id <= 20; id++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/products/{id}")).StatusCode);
            Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, $"before-{id}")).StatusCode);
        }

        await app.ExecuteAsync("ALTER TABLE products ALTER COLUMN price TYPE numeric(12, 2)");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/products/21")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, "after")).StatusCode);
    }

    [Fact]
    public async Task A_statement_that_waits_too_long_is_given_up_on()
    {
        var database = await servers.CreateDatabaseAsync();
        await using var app = ShopApp.Start(database + ";Command Timeout=1", servers.Redis.NewDatabase());
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Anna);
        await using var other = new NpgsqlConnection(database + ";Pooling=false");
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("SELECT stock FROM products WHERE id = 1 FOR UPDATE", other))
        {
            await command.ExecuteNonQueryAsync();
        }

        using var refused = await OrderAsync(client, "waits").WaitAsync(TimeSpan.FromSeconds(15));
        await transaction.RollbackAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, "waits")).StatusCode);
    }

    [Fact]
    public async Task Without_storage_uploads_answer_503_and_the_rest_works()
    {
        await using var storage = await servers.StartStorageAsync();
        await using var app = ShopApp.Start(
            await servers.CreateDatabaseAsync(), servers.Redis.NewDatabase(), new Dictionary<string, string?> { ["ConnectionStrings:storage"] = storage.NewBucket() });
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Admin);
        await Eventually.TrueAsync(async () => (await SendImageAsync(client)).StatusCode == HttpStatusCode.Accepted, "images are taken");

        await storage.StopAsync();

        using var refused = await SendImageAsync(client);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/products?search=lamp")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, "without-storage")).StatusCode);

        await storage.RestartAsync();

        await Eventually.TrueAsync(async () => (await SendImageAsync(client)).StatusCode == HttpStatusCode.Accepted, "images are taken again");
    }

    [Fact]
    public async Task A_database_that_never_answers_is_given_up_on()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var app = ShopApp.Start($"Host=127.0.0.1;Port={port};Database=shop;Username=app;Timeout=1", servers.Redis.NewDatabase());
        using var client = app.CreateClient();

        using var answer = await client.GetAsync("/api/v1/products?search=lamp").WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_storage_that_never_answers_is_given_up_on()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var connection = StorageConnection.Parse($"Endpoint=http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port};AccessKey=key;SecretKey=secret;Bucket=shop");
        AmazonS3Config? settings = null;
        using var storage = new ObjectStorage(connection, config =>
        {
            settings = new() { Timeout = config.Timeout, MaxErrorRetry = config.MaxErrorRetry };
            config.Timeout = TimeSpan.FromMilliseconds(100);
        });

        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.HeadAsync("key", default).WaitAsync(TimeSpan.FromSeconds(20)));

        // What is set apart from the test.
        Assert.InRange(settings!.Timeout!.Value.TotalSeconds * (1 + settings.MaxErrorRetry), 0, 30);
    }

    [Fact]
    public async Task A_Redis_that_never_answers_does_not_hold_up_reads()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var app = ShopApp.Start(await servers.CreateDatabaseAsync(), $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        using var client = app.CreateClient();

        using var answer = await client.GetAsync("/api/v1/products?search=lamp").WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_Redis_that_falls_silent_is_left_alone_for_a_moment_and_asked_again()
    {
        var database = servers.Redis.NewDatabase();
        await using var relay = new StallingRelay(int.Parse(database.Split(':', ',')[1], CultureInfo.InvariantCulture));
        await using var app = ShopApp.Start(await servers.CreateDatabaseAsync(), database.Replace(database.Split(',')[0], $"127.0.0.1:{relay.Port}", StringComparison.Ordinal));
        var redis = app.Services.GetRequiredService<RedisConnection>();
        await Eventually.TrueAsync(() => Task.FromResult(redis.IsConnected), "Redis is connected");

        relay.StallAfter(0);

        await Eventually.TrueAsync(async () => await AskAsync() is (Asked: false, Answered: false), "it is not asked any more");
        relay.Resume();
        await Eventually.TrueAsync(async () => await AskAsync() is (Asked: true, Answered: true), "it is asked again");

        async Task<(bool Asked, bool Answered)> AskAsync()
        {
            var asked = false;
            try
            {
                await redis.RunAsync("PING", server =>
                {
                    asked = true;
                    return server.PingAsync();
                });
                return (asked, true);
            }
            catch (RedisUnavailableException)
            {
                // Without a connection it is not asked either, which is something else.
                return (asked || !redis.IsConnected, false);
            }
        }
    }

    // The writer has the file open.
    private List<JsonElement> LogLines()
    {
        List<JsonElement> lines = [];
        foreach (var path in Directory.GetFiles(_logs))
        {
            using var reader = new StreamReader(path, new FileStreamOptions { Share = FileShare.ReadWrite });
            while (reader.ReadLine() is { } line)
            {
                lines.Add(JsonElement.Parse(line));
            }
        }

        return lines;
    }

    // As many at once as use a dozen connections; none of them is answered from the cache.
    private static Task<HttpStatusCode[]> ReadAsync(HttpClient client, string run) => Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
    {
        using var answer = await client.GetAsync((number % 4) switch
        {
            0 => $"/api/v1/products?search=lamp+-{run}{number}",
            1 => "/api/v1/orders",
            2 => "/api/v1/cart",
            _ => "/api/v1/me",
        });
        return answer.StatusCode;
    }));

    private static async Task<HttpResponseMessage> OrderAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = 1, quantity = 1 } }, paymentToken = "tok_ok" }),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SendImageAsync(HttpClient client)
    {
        using var content = new ByteArrayContent(Platform.Api.Media.PngPicture.Draw(3)) { Headers = { ContentType = new("image/png") } };
        return await client.PostAsync("/api/v1/admin/products/3/media", content);
    }
}
