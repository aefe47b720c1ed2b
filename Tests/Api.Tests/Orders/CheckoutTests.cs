using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Orders;

public sealed class CheckoutTests(TestServers servers) : IAsyncLifetime
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
    public async Task An_order_reserves_stock_and_is_paid()
    {
        var before = await StockAsync(1);

        using var response = await OrderAsync("k1", (1, 2), (5, 1));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var order = await response.Content.JsonAsync();
        Assert.Equal("pending", order.GetProperty("status").GetString());
        Assert.Equal(before - 2, await StockAsync(1));
        await StatusAsync(response.Headers.Location!, "paid");
    }

    [Fact]
    public async Task The_cart_is_bought_and_then_empty()
    {
        await _client.PutAsJsonAsync("/api/v1/cart/items/1", new { quantity = 2 });

        using var response = await OrderAsync("k1");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(0, (await _client.GetJsonAsync("/api/v1/cart")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_cart_bought_again_under_its_key_is_the_same_order_and_a_new_cart_stays()
    {
        await _client.PutAsJsonAsync("/api/v1/cart/items/1", new { quantity = 2 });
        using var bought = await OrderAsync("k1");
        var id = (await bought.Content.JsonAsync()).GetProperty("id").GetInt64();
        async Task<long> AgainAsync()
        {
            using var again = await OrderAsync("k1");
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            return (await again.Content.JsonAsync()).GetProperty("id").GetInt64();
        }

        async Task<int> InCartAsync() => (await _client.GetJsonAsync("/api/v1/cart")).GetProperty("items").GetArrayLength();

        Assert.Equal(id, await AgainAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await OrderAsync("k1", (1, 2))).StatusCode);

        await _client.PutAsJsonAsync("/api/v1/cart/items/2", new { quantity = 1 });
        Assert.Equal((id, 1), (await AgainAsync(), await InCartAsync()));

        // As it is left when the first answer was lost before the cart was emptied.
        await _client.DeleteAsync("/api/v1/cart");
        await _client.PutAsJsonAsync("/api/v1/cart/items/1", new { quantity = 2 });
        Assert.Equal((id, 0), (await AgainAsync(), await InCartAsync()));
    }

    [Fact]
    public async Task The_cart_bought_many_times_at_once_under_one_key_is_one_order()
    {
        await _client.PutAsJsonAsync("/api/v1/cart/items/1", new { quantity = 2 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => OrderAsync("once")));

        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}"));
        var ids = await Task.WhenAll(answers.Select(async answer => (await answer.Content.JsonAsync()).GetProperty("id").GetInt64()));
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_paid_order_that_is_called_off_is_paid_back()
    {
        using var order = await OrderAsync("k", (1, 2));
        await StatusAsync(order.Headers.Location!, "paid");

        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostAsync($"{order.Headers.Location}/cancel", null)).StatusCode);

        var id = order.Headers.Location!.ToString().Split('/')[^1];
        await Eventually.TrueAsync(
            async () => await _app.ScalarAsync<string>($"SELECT status FROM payments WHERE order_id = {id}") == "refunded", "the payment is given back");
    }

    [Fact]
    public async Task An_order_that_costs_more_than_can_be_kept_is_refused()
    {
        await _app.ExecuteAsync("UPDATE products SET price = 99999999.99, stock = 1000 WHERE id IN (1, 2)");

        Assert.Equal(HttpStatusCode.BadRequest, (await OrderAsync("k", (1, 100), (2, 100))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync("k", (1, 100))).StatusCode);
    }

    [Theory]
    [InlineData("""[{"productId":1,"quantity":2147483647},{"productId":1,"quantity":1}]""", "items[1].quantity")]
    [InlineData("""[{"productId":1,"quantity":-5},{"productId":1,"quantity":6}]""", "items[1].quantity")]
    [InlineData("""[{"productId":1,"quantity":60},{"productId":1,"quantity":60}]""", "items[1].quantity")]
    [InlineData("[null]", "items")]
    public async Task Each_of_the_items_has_to_be_right_by_itself(string items, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = new StringContent($$"""{"items":{{items}},"paymentToken":"tok_ok"}""", new MediaTypeHeaderValue("application/json")),
            Headers = { { "Idempotency-Key", "k" } },
        };

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_order()
    {
        var before = await StockAsync(1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => OrderAsync("once", (1, 1))));

        var ids = await Task.WhenAll(answers.Select(async answer => (await answer.Content.JsonAsync()).GetProperty("id").GetInt64()));
        Assert.Single(ids.Distinct());
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(before - 1, await StockAsync(1));
    }

    [Fact]
    public async Task A_key_used_for_another_content_is_refused()
    {
        using var first = await OrderAsync("key", (1, 1));
        using var other = await OrderAsync("key", (1, 2));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (first.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task The_same_key_of_another_user_is_another_order()
    {
        using var ben = _app.CreateClient();
        await ben.LogInAsync("ben@example.com");

        Assert.Equal(HttpStatusCode.Created, (await OrderAsync("key", (1, 1))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(ben, "key", "tok_ok", (1, 1))).StatusCode);
    }

    [Fact]
    public async Task Many_buyers_at_once_get_no_more_than_there_is()
    {
        await _app.ExecuteAsync("UPDATE products SET stock = 7 WHERE id IN (1, 2)");

        // Half of them name the products the other way round, which would lock each other out if locks were taken as named.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n =>
            n % 2 == 0 ? OrderAsync($"k{n}", (1, 1), (2, 1)) : OrderAsync($"k{n}", (2, 1), (1, 1))));

        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(33, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal((0, 0), (await StockAsync(1), await StockAsync(2)));
    }

    [Fact]
    public async Task What_is_missing_is_named_and_nothing_is_reserved()
    {
        await _app.ExecuteAsync("UPDATE products SET stock = 1 WHERE id = 2");
        var before = await StockAsync(1);

        using var response = await OrderAsync("k", (1, 1), (2, 3), (2_000_000_000, 1));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var shortages = (await response.Content.JsonAsync()).GetProperty("shortages").EnumerateArray()
            .Select(item => (item.GetProperty("productId").GetInt32(), item.GetProperty("requested").GetInt32(), item.GetProperty("available").GetInt32()));
        Assert.Equal([(2, 3, 1), (2_000_000_000, 1, 0)], shortages);
        Assert.Equal(before, await StockAsync(1));
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync("k", (1, 1))).StatusCode);
    }

    [Fact]
    public async Task A_declined_payment_frees_the_stock()
    {
        var before = await StockAsync(1);

        using var response = await OrderAsync(_client, "k", "tok_declined", (1, 2));

        await StatusAsync(response.Headers.Location!, "declined");
        Assert.Equal(before, await StockAsync(1));
    }

    [Fact]
    public async Task An_order_that_is_called_off_frees_the_stock_once()
    {
        var before = await StockAsync(1);
        using var order = await OrderAsync("k", (1, 2));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _client.PostAsync($"{order.Headers.Location}/cancel", null)));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent));
        Assert.Equal(before, await StockAsync(1));
        await StatusAsync(order.Headers.Location!, "cancelled");
    }

    [Fact]
    public async Task An_order_is_shown_to_its_buyer_only()
    {
        using var order = await OrderAsync("k", (1, 1));
        using var ben = _app.CreateClient();
        await ben.LogInAsync("ben@example.com");

        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(order.Headers.Location)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync(order.Headers.Location)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await ben.PostAsync($"{order.Headers.Location}/cancel", null)).StatusCode);
    }

    [Fact]
    public async Task Orders_are_listed_newest_first()
    {
        await OrderAsync("a", (1, 1));
        await OrderAsync("b", (2, 1));

        var page = await _client.GetJsonAsync("/api/v1/orders?size=2");

        var ids = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetInt64()).ToArray();
        Assert.Equal(ids.OrderDescending(), ids);
        Assert.Equal(2, ids.Length);
        Assert.True(page.GetProperty("total").GetInt32() >= 2);
    }

    [Theory]
    [InlineData(null, 1, 1, "tok_ok", "Idempotency-Key")]
    [InlineData("two words", 1, 1, "tok_ok", "Idempotency-Key")]
    [InlineData("k", 1, 0, "tok_ok", "items[1].quantity")]
    [InlineData("k", 1, -5, "tok_ok", "items[1].quantity")]
    [InlineData("k", 1, 101, "tok_ok", "items[1].quantity")]
    [InlineData("k", 1, 1, "4242424242424242", "paymentToken")]
    [InlineData("k", 1, 1, null, "paymentToken")]
    public async Task A_wrong_request_is_refused_by_name(string? key, int productId, int quantity, string? token, string field)
    {
        using var response = await OrderAsync(_client, key, token, (productId, quantity));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task An_empty_cart_cannot_be_bought()
    {
        using var response = await OrderAsync("k");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private Task<HttpResponseMessage> OrderAsync(string key, params (int ProductId, int Quantity)[] items) =>
        OrderAsync(_client, key, "tok_ok", items);

    private static async Task<HttpResponseMessage> OrderAsync(
        HttpClient client, string? key, string? paymentToken, params (int ProductId, int Quantity)[] items)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = items.Select(item => new { item.ProductId, item.Quantity }), paymentToken }),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return await client.SendAsync(request);
    }

    private Task StatusAsync(Uri order, string status) => Eventually.TrueAsync(
        async () => (await _client.GetJsonAsync(order.ToString())).GetProperty("status").GetString() == status, $"the order is {status}");

    private Task<int> StockAsync(int productId) => _app.ScalarAsync<int>($"SELECT stock FROM products WHERE id = {productId}");
}
