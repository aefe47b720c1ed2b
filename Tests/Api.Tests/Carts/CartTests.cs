using System.Net;
using System.Net.Http.Json;
using Platform.Api.Tests.Fixtures;
using StackExchange.Redis;

namespace Platform.Api.Tests.Carts;

public sealed class CartTests(TestServers servers) : IAsyncLifetime
{
    private ShopApp _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers);
        _client = _app.CreateClient();
        await _client.LogInAsync(ShopClient.Anna);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_cart_shows_its_products_at_present_prices()
    {
        await PutAsync(1, 2);
        await PutAsync(5, 1);
        await _app.ExecuteAsync("UPDATE products SET price = 10.50 WHERE id = 1");

        var cart = await _client.GetJsonAsync("/api/v1/cart");

        var first = cart.GetProperty("items")[0];
        Assert.Equal((1, 2, 10.50m), (first.GetProperty("productId").GetInt32(), first.GetProperty("quantity").GetInt32(), first.GetProperty("price").GetDecimal()));
        var second = cart.GetProperty("items")[1].GetProperty("price").GetDecimal();
        Assert.Equal(21m + second, cart.GetProperty("total").GetDecimal());
    }

    [Fact]
    public async Task A_product_is_changed_and_taken_out()
    {
        await PutAsync(1, 2);
        await PutAsync(1, 3);
        Assert.Equal(3, (await _client.GetJsonAsync("/api/v1/cart")).GetProperty("items")[0].GetProperty("quantity").GetInt32());

        await _client.DeleteAsync("/api/v1/cart/items/1");

        Assert.Equal(0, (await _client.GetJsonAsync("/api/v1/cart")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_cart_is_emptied_at_once()
    {
        await PutAsync(1, 2);
        await PutAsync(2, 1);

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync("/api/v1/cart")).StatusCode);

        Assert.Equal(0, (await _client.GetJsonAsync("/api/v1/cart")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_cart_outlives_the_API_and_belongs_to_its_user()
    {
        await PutAsync(1, 2);
        await using var restarted = ShopApp.Start(_app.Database, _app.Redis);
        using var anna = restarted.CreateClient();
        await anna.LogInAsync(ShopClient.Anna);
        using var ben = restarted.CreateClient();
        await ben.LogInAsync("ben@example.com");

        Assert.Equal(1, (await anna.GetJsonAsync("/api/v1/cart")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await ben.GetJsonAsync("/api/v1/cart")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_cart_expires_some_days_after_its_last_change()
    {
        await PutAsync(1, 2);

        using var redis = await ConnectionMultiplexer.ConnectAsync(_app.Redis);
        var left = await redis.GetDatabase().KeyTimeToLiveAsync("cart:2");

        Assert.InRange(left!.Value.TotalDays, 13.9, 14);
    }

    [Theory]
    [InlineData(1, 0, HttpStatusCode.BadRequest)]
    [InlineData(1, 101, HttpStatusCode.BadRequest)]
    [InlineData(2_000_000_000, 1, HttpStatusCode.NotFound)]
    public async Task What_cannot_be_bought_does_not_get_into_the_cart(int productId, int quantity, HttpStatusCode expected) =>
        Assert.Equal(expected, (await PutAsync(productId, quantity)).StatusCode);

    [Fact]
    public async Task A_cart_has_a_largest_size()
    {
        for (var id = 1; id <= 50; id++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(id, 1)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Conflict, (await PutAsync(51, 1)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(50, 2)).StatusCode);
    }

    [Fact]
    public async Task A_cart_needs_a_user()
    {
        using var stranger = _app.CreateClient();

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/cart")).StatusCode);
    }

    private Task<HttpResponseMessage> PutAsync(int productId, int quantity) =>
        _client.PutAsJsonAsync($"/api/v1/cart/items/{productId}", new { quantity });
}
