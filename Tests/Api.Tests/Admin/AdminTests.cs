using System.Net;
using System.Net.Http.Json;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Admin;

public sealed class AdminTests(TestServers servers) : IAsyncLifetime
{
    private static readonly object Lamp = new { sku = "LIG-9001", name = "Copper Desk Lamp", category = "lighting", description = "Adjustable.", price = 44.90m, stock = 25 };

    private ShopApp _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers);
        _client = _app.CreateClient();
        await _client.LogInAsync(ShopClient.Admin);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("GET", "/users")]
    [InlineData("GET", "/orders")]
    [InlineData("GET", "/jobs")]
    [InlineData("GET", "/media")]
    [InlineData("GET", "/features")]
    [InlineData("GET", "/api-keys")]
    [InlineData("DELETE", "/products/1")]
    public async Task Only_administrators_administer(string method, string path)
    {
        using var stranger = _app.CreateClient();
        using var anna = _app.CreateClient();
        await anna.LogInAsync(ShopClient.Anna);

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(stranger, method, path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(anna, method, path)).StatusCode);
        Assert.True((int)(await SendAsync(_client, method, path)).StatusCode is 200 or 204 or 409);
    }

    [Fact]
    public async Task A_product_is_added_changed_found_and_removed()
    {
        using var added = await _client.PostAsJsonAsync("/api/v1/admin/products", Lamp);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var path = added.Headers.Location!.ToString();
        Assert.Equal("Copper Desk Lamp", (await _client.GetJsonAsync(path)).GetProperty("name").GetString());
        Assert.Equal(1, (await _client.GetJsonAsync("/api/v1/products?search=copper+desk+lamp")).GetProperty("total").GetInt64());

        var admin = path.Replace("/api/v1/", "/api/v1/admin/", StringComparison.Ordinal);
        using var changed = await _client.PutAsJsonAsync(
            admin, new { sku = "LIG-9001", name = "Copper Floor Lamp", category = "lighting", description = "Tall.", price = 54.90m, stock = 5 });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Equal(54.90m, (await _client.GetJsonAsync(path)).GetProperty("price").GetDecimal());

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync(admin)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.DeleteAsync(admin)).StatusCode);
    }

    [Fact]
    public async Task A_SKU_that_is_taken_and_a_product_that_was_sold_are_conflicts()
    {
        (await _client.PostAsJsonAsync("/api/v1/admin/products", Lamp)).Dispose();
        var sold = await _app.ScalarAsync<int>("SELECT product_id FROM order_lines LIMIT 1");

        Assert.Equal(HttpStatusCode.Conflict, (await _client.PostAsJsonAsync("/api/v1/admin/products", Lamp)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await _client.DeleteAsync($"/api/v1/admin/products/{sold}")).StatusCode);
    }

    [Fact]
    public async Task A_wrong_product_is_refused_with_every_problem_by_name()
    {
        using var response = await _client.PostAsJsonAsync(
            "/api/v1/admin/products", new { sku = "", name = new string('x', 201), category = "lighting", description = "", price = 1.001m, stock = -1 });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.JsonAsync()).GetProperty("errors").EnumerateObject().Select(error => error.Name).Order();
        Assert.Equal(["name", "price", "sku", "stock"], errors);
    }

    [Fact]
    public async Task What_is_sold_while_a_product_is_edited_stays_sold()
    {
        const string Product = "/api/v1/admin/products/1";
        using var seen = await _client.GetAsync(Product);
        var product = await seen.Content.JsonAsync();
        var stock = product.GetProperty("stock").GetInt32();
        async Task<HttpStatusCode> EditAsync(int? newStock, string? version)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, Product)
            {
                Content = JsonContent.Create(new { sku = "LIG-0001", name = "Brass Desk Lamp", category = "lighting", description = "Heavy.", price = 42.90m, stock = newStock }),
            };
            request.Headers.TryAddWithoutValidation("If-Match", version);
            using var answer = await _client.SendAsync(request);
            return answer.StatusCode;
        }

        async Task<HttpStatusCode> AddAsync(int change, int id = 1)
        {
            using var answer = await _client.PostAsJsonAsync($"/api/v1/admin/products/{id}/stock", new { change });
            return answer.StatusCode;
        }

        // Pieces are sold, come in and are edited at once; each edit either says nothing of the stock or of which version it speaks.
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => (number % 4) switch
        {
            0 => EditAsync(null, null),
            1 => AddAsync(3),
            _ => OrderAsync($"edited-{number}"),
        }));

        Assert.All(answers, answer => Assert.True((int)answer < 300, $"{answer}"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await EditAsync(stock, seen.Headers.ETag!.Tag));
        using var now = await _client.GetAsync(Product);
        Assert.Equal(stock - 12 + 18, (await now.Content.JsonAsync()).GetProperty("stock").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, await EditAsync(7, now.Headers.ETag!.Tag));
        Assert.Equal(7, await _app.ScalarAsync<int>("SELECT stock FROM products WHERE id = 1"));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (await AddAsync(-8), await AddAsync(int.MaxValue)));
        Assert.Equal(HttpStatusCode.NotFound, await AddAsync(1, id: 2_000_000_000));
    }

    [Fact]
    public async Task A_category_is_added_and_listed()
    {
        using var added = await _client.PostAsJsonAsync("/api/v1/admin/categories", new { slug = "stationery", name = "Stationery", description = "Paper." });
        using var again = await _client.PostAsJsonAsync("/api/v1/admin/categories", new { slug = "stationery", name = "Stationery", description = "Paper." });
        using var wrong = await _client.PostAsJsonAsync("/api/v1/admin/categories", new { slug = "No Slug", name = "X", description = "" });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (added.StatusCode, again.StatusCode, wrong.StatusCode));
        Assert.Contains("stationery", await _client.GetStringAsync("/api/v1/categories"));
    }

    [Fact]
    public async Task A_key_for_a_machine_works_until_it_is_revoked_and_is_shown_once()
    {
        using var made = await _client.PostAsJsonAsync("/api/v1/admin/api-keys", new { name = "Import", role = "admin" });
        var key = await made.Content.JsonAsync();
        using var machine = _app.CreateClient();
        machine.DefaultRequestHeaders.Add("X-Api-Key", key.GetProperty("key").GetString());

        Assert.Equal(HttpStatusCode.OK, (await machine.GetAsync("/api/v1/admin/jobs")).StatusCode);
        Assert.DoesNotContain(key.GetProperty("key").GetString()!, await _client.GetStringAsync("/api/v1/admin/api-keys"));

        await _client.DeleteAsync($"/api/v1/admin/api-keys/{key.GetProperty("id").GetInt32()}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await machine.GetAsync("/api/v1/admin/jobs")).StatusCode);
    }

    [Fact]
    public async Task A_key_works_only_as_long_as_who_made_it_may_do_what_it_does()
    {
        async Task ChangeAnnaAsync(bool locked, params string[] roles) =>
            Assert.Equal(HttpStatusCode.NoContent, (await _client.PutAsJsonAsync("/api/v1/admin/users/2", new { roles, locked })).StatusCode);

        await ChangeAnnaAsync(false, "admin", "customer");
        using var anna = _app.CreateClient();
        await anna.LogInAsync(ShopClient.Anna);
        using var made = await anna.PostAsJsonAsync("/api/v1/admin/api-keys", new { name = "Import", role = "admin" });
        using var machine = _app.CreateClient();
        machine.DefaultRequestHeaders.Add("X-Api-Key", (await made.Content.JsonAsync()).GetProperty("key").GetString());
        async Task<HttpStatusCode> AskAsync() => (await machine.GetAsync("/api/v1/admin/jobs")).StatusCode;
        Assert.Equal(HttpStatusCode.OK, await AskAsync());

        await ChangeAnnaAsync(false, "customer");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());
        await ChangeAnnaAsync(false, "admin");
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
        await ChangeAnnaAsync(true, "admin");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());
    }

    [Theory]
    [InlineData("shop_")]
    [InlineData("shop_00000000_aa")]
    [InlineData("something")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        using var machine = _app.CreateClient();
        machine.DefaultRequestHeaders.Add("X-Api-Key", key);

        Assert.Equal(HttpStatusCode.Unauthorized, (await machine.GetAsync("/api/v1/admin/jobs")).StatusCode);
    }

    [Fact]
    public async Task A_user_becomes_an_administrator_and_is_locked()
    {
        using var anna = _app.CreateClient();
        await _client.PutAsJsonAsync("/api/v1/admin/users/2", new { roles = new[] { "admin", "customer" }, locked = false });
        await anna.LogInAsync(ShopClient.Anna);
        Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync("/api/v1/admin/users")).StatusCode);

        await _client.PutAsJsonAsync("/api/v1/admin/users/2", new { roles = new[] { "customer" }, locked = true });
        using var login = await anna.PostAsJsonAsync("/api/v1/login", new { email = ShopClient.Anna, password = ShopClient.CustomerPassword });
        Assert.Equal(HttpStatusCode.Unauthorized, login.StatusCode);
    }

    [Fact]
    public async Task An_administrator_cannot_lock_themselves_out()
    {
        using var response = await _client.PutAsJsonAsync("/api/v1/admin/users/1", new { roles = new[] { "customer" }, locked = false });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task A_paid_order_is_shipped_once()
    {
        var id = await _app.ScalarAsync<long>("SELECT id FROM orders WHERE status = 'paid' LIMIT 1");

        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostAsync($"/api/v1/admin/orders/{id}/ship", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await _client.PostAsync($"/api/v1/admin/orders/{id}/ship", null)).StatusCode);
        Assert.Equal("shipped", (await _client.GetJsonAsync($"/api/v1/admin/orders/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_order_of_any_customer_is_found_by_its_status_and_called_off()
    {
        var paid = await _client.GetJsonAsync("/api/v1/admin/orders?status=paid&size=1");
        var id = paid.GetProperty("items")[0].GetProperty("id").GetInt64();
        var product = (await _client.GetJsonAsync($"/api/v1/admin/orders/{id}")).GetProperty("lines")[0];
        var stock = $"SELECT stock FROM products WHERE id = {product.GetProperty("productId").GetInt32()}";
        var before = await _app.ScalarAsync<int>(stock);

        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostAsync($"/api/v1/admin/orders/{id}/cancel", null)).StatusCode);

        Assert.Equal(HttpStatusCode.Conflict, (await _client.PostAsync($"/api/v1/admin/orders/{id}/cancel", null)).StatusCode);
        Assert.Equal(before + product.GetProperty("quantity").GetInt32(), await _app.ScalarAsync<int>(stock));
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.GetAsync("/api/v1/admin/orders?status=lost")).StatusCode);
    }

    [Fact]
    public async Task A_dead_job_is_tried_again()
    {
        var id = await _app.ScalarAsync<long>("INSERT INTO jobs (kind, payload, status, attempts) VALUES ('media.inspect', '{\"mediaId\":\"00000000-0000-0000-0000-000000000001\"}', 'dead', 5) RETURNING id");

        using var response = await _client.PostAsync($"/api/v1/admin/jobs/{id}/retry", null);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        await Eventually.TrueAsync(async () => await _app.ScalarAsync<string>($"SELECT status FROM jobs WHERE id = {id}") == "done", "the job is done");
    }

    [Fact]
    public async Task A_switch_turns_checkout_off_and_on()
    {
        await _client.PutAsJsonAsync("/api/v1/admin/features/Checkout", new { enabled = false });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OrderAsync("a"));

        await _client.PutAsJsonAsync("/api/v1/admin/features/Checkout", new { enabled = true });
        Assert.Equal(HttpStatusCode.Created, await OrderAsync("b"));

        Assert.Equal(HttpStatusCode.NotFound, (await _client.PutAsJsonAsync("/api/v1/admin/features/Nothing", new { enabled = true })).StatusCode);
    }

    [Fact]
    public async Task A_log_level_is_changed_and_given_back()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _client.PutAsJsonAsync("/api/v1/admin/log-levels/Platform", new { level = "Debug" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync("/api/v1/admin/log-levels/Platform")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.PutAsJsonAsync("/api/v1/admin/log-levels/Platform", new { level = "Loud" })).StatusCode);
        using var unknown = await _client.PutAsJsonAsync("/api/v1/admin/log-levels/Platform", new { level = 99 });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("is 99; it must be one of Trace, Debug", await unknown.Content.ReadAsStringAsync());
    }

    private async Task<HttpStatusCode> OrderAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = 1, quantity = 1 } }, paymentToken = "tok_ok" }),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path) =>
        client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1/admin{path}"));
}
