using System.Net;
using System.Net.Http.Json;
using Platform.Api.Features;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Features;

public sealed class ShareTests(TestServers servers)
{
    [Fact]
    public void Callers_are_spread_over_a_hundred_places_and_differently_for_each_feature()
    {
        var places = Enumerable.Range(1, 10_000).Select(user => ShareFilter.Place(FeatureNames.Checkout, $"{user}")).ToArray();

        Assert.Equal((0, 99), (places.Min(), places.Max()));
        foreach (var share in (int[])[1, 10, 50, 90])
        {
            Assert.InRange(places.Count(place => place < share) / 10_000.0, (share / 100.0) - 0.03, (share / 100.0) + 0.03);
        }

        Assert.NotEqual(places, Enumerable.Range(1, 10_000).Select(user => ShareFilter.Place(FeatureNames.Registration, $"{user}")));
    }

    [Fact]
    public async Task A_switch_that_is_on_for_a_share_is_on_for_the_same_users_each_time()
    {
        await using var app = await ShopApp.StartAsync(servers);
        using var admin = app.CreateClient();
        await admin.LogInAsync(ShopClient.Admin);
        string[] users = [ShopClient.Anna, "ben@example.com", "clara@example.com", "david@example.com"];
        var clients = await Task.WhenAll(users.Select(async email =>
        {
            var client = app.CreateClient();
            await client.LogInAsync(email);
            return client;
        }));

        // Anna is user 2, and so on. As many as come before the third of them.
        int[] places = [.. users.Select((_, index) => ShareFilter.Place(FeatureNames.Checkout, $"{index + 2}"))];
        var share = places.Order().ElementAt(2);
        await admin.PutAsJsonAsync("/api/v1/admin/features/Checkout", new { enabled = true, percentage = share });

        var expected = places.Select(place => place < share ? HttpStatusCode.Created : HttpStatusCode.ServiceUnavailable).ToArray();
        Assert.Equal(2, expected.Distinct().Count());
        Assert.Equal(expected, await Task.WhenAll(clients.Select(client => OrderAsync(client, "first"))));
        Assert.Equal(expected, await Task.WhenAll(clients.Select(client => OrderAsync(client, "second"))));

        await admin.PutAsJsonAsync("/api/v1/admin/features/Checkout", new { enabled = true, percentage = 0 });
        Assert.All(await Task.WhenAll(clients.Select(client => OrderAsync(client, "third"))), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
    }

    private static async Task<HttpStatusCode> OrderAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = 1, quantity = 1 } }, paymentToken = "tok_ok" }),
            Headers = { { "Idempotency-Key", key } },
        };
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
