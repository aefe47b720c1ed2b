using System.Net;
using System.Net.Http.Json;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.RateLimits;

/// <summary>Limits hold for all replicas together, and for each by itself while Redis is gone.</summary>
public sealed class SharedLimitTests(TestServers servers)
{
    private const int Limit = 40;
    private static readonly Dictionary<string, string?> Settings = new() { ["RateLimits:User"] = $"{Limit}" };

    [Fact]
    public async Task Two_replicas_let_one_user_through_as_often_as_one_would()
    {
        var (database, redis) = (await servers.CreateDatabaseAsync(), servers.Redis.NewDatabase());
        await using var first = ShopApp.Start(database, redis, Settings);
        await using var second = ShopApp.Start(database, redis, Settings);
        using var anna = await LogInAsync(first);
        using var annaElsewhere = await LogInAsync(second);

        var (passed, refused) = await CountAsync([anna, annaElsewhere], Limit * 3);

        // A new minute may begin meanwhile, which allows as many again.
        Assert.InRange(passed, Limit / 2, Limit * 2);
        Assert.True(refused >= Limit, $"{refused} refused");
        using var ben = await LogInAsync(second, "ben@example.com");
        Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task Each_API_key_has_a_limit_of_its_own()
    {
        await using var app = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["RateLimits:ApiKey"] = "5" });
        using var admin = await LogInAsync(app, ShopClient.Admin);
        using var import = await MachineAsync("Import");
        using var export = await MachineAsync("Export");

        var (passed, refused) = await CountAsync([import], 15);

        Assert.InRange(passed, 5, 10);
        Assert.InRange(refused, 5, 10);
        Assert.Equal(HttpStatusCode.OK, (await export.GetAsync("/api/v1/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/v1/me")).StatusCode);

        async Task<HttpClient> MachineAsync(string name)
        {
            using var made = await admin.PostAsJsonAsync("/api/v1/admin/api-keys", new { name, role = "admin" });
            var machine = app.CreateClient();
            machine.DefaultRequestHeaders.Add("X-Api-Key", (await made.Content.JsonAsync()).GetProperty("key").GetString());
            return machine;
        }
    }

    [Fact]
    public async Task Without_Redis_a_replica_counts_by_itself()
    {
        await using var redis = await servers.StartRedisAsync();
        await using var app = ShopApp.Start(await servers.CreateDatabaseAsync(), redis.NewDatabase(), Settings);
        using var anna = await LogInAsync(app);
        await redis.StopAsync();

        var (passed, refused) = await CountAsync([anna], Limit * 4);

        Assert.InRange(passed, Limit / 2, Limit * 3);
        Assert.True(refused >= Limit, $"{refused} refused");
    }

    private static async Task<HttpClient> LogInAsync(ShopApp app, string email = ShopClient.Anna)
    {
        var client = app.CreateClient();
        await client.LogInAsync(email);
        await Eventually.TrueAsync(
            async () => (await client.GetStringAsync("/health/ready")).Contains("\"redis\":{\"status\":\"Healthy\"", StringComparison.Ordinal), "Redis is connected");
        return client;
    }

    private static async Task<(int Passed, int Refused)> CountAsync(HttpClient[] clients, int requests)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, requests).Select(async number =>
        {
            using var answer = await clients[number % clients.Length].GetAsync("/api/v1/me");
            Assert.True(answer.StatusCode == HttpStatusCode.OK || answer.Headers.RetryAfter is not null, $"{answer.StatusCode} without Retry-After");
            return answer.StatusCode;
        }));
        return (answers.Count(status => status == HttpStatusCode.OK), answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }
}
