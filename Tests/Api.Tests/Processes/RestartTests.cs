using System.Net;
using System.Net.Http.Json;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Processes;

/// <summary>What a customer notices when the API is restarted or runs more than once: nothing.</summary>
public sealed class RestartTests(TestServers servers) : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("platform-api-data-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_token_and_a_cart_outlive_the_process_and_work_on_two_replicas_at_once()
    {
        var (database, redis) = (await servers.CreateDatabaseAsync(), servers.Redis.NewDatabase());
        await using var second = await ApiProcess.StartAsync(database, redis, _data);
        await using (var first = await ApiProcess.StartAsync(database, redis, _data))
        {
            await first.Client.LogInAsync(ShopClient.Anna);
            second.Client.DefaultRequestHeaders.Authorization = first.Client.DefaultRequestHeaders.Authorization;
            (await first.Client.PutAsJsonAsync("/api/v1/cart/items/1", new { quantity = 3 })).EnsureSuccessStatusCode();

            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => (number % 2 == 0 ? first : second).Client.GetAsync("/api/v1/me")));

            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        }

        await using var restarted = await ApiProcess.StartAsync(database, redis, _data);
        restarted.Client.DefaultRequestHeaders.Authorization = second.Client.DefaultRequestHeaders.Authorization;

        Assert.Equal("anna@example.com", (await restarted.Client.GetJsonAsync("/api/v1/me")).GetProperty("email").GetString());
        Assert.Equal(3, (await restarted.Client.GetJsonAsync("/api/v1/cart")).GetProperty("items")[0].GetProperty("quantity").GetInt32());
    }
}
