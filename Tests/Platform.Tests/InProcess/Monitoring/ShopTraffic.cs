using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>Somebody who does everything that there is to count.</summary>
internal sealed class ShopTraffic(HttpClient customer, HttpClient administrator) : IDisposable
{
    // One transparent pixel.
    private static readonly byte[] s_image = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static async Task<ShopTraffic> BeginAsync(Func<HttpClient> connect) =>
        new(await LogInAsync(connect(), "anna@example.com", "shop-customer-1"), await LogInAsync(connect(), "admin@example.com", "shop-admin-1"));

    /// <summary>Searches, looks, fills a cart, buys, is refused, is declined, and sends an image.</summary>
    public async Task RunAsync()
    {
        await SendAsync(HttpMethod.Get, $"/api/v1/products?search={(Random.Shared.Next(2) == 0 ? "lamp" : Guid.NewGuid().ToString("N"))}");
        await SendAsync(HttpMethod.Get, "/api/v1/products/1");
        await SendAsync(HttpMethod.Put, "/api/v1/cart/items/1", new { quantity = 1 });
        await OrderAsync(product: Random.Shared.Next(1, 500), quantity: 1, "tok_ok");
        await OrderAsync(product: Random.Shared.Next(1, 500), quantity: 1, "tok_declined");
        await OrderAsync(product: 1, quantity: 99, "tok_ok");
        using var image = new ByteArrayContent(s_image) { Headers = { ContentType = new("image/png") } };
        using var answer = await administrator.PostAsync($"/api/v1/admin/products/{Random.Shared.Next(1, 500)}/media?fileName=pixel.png", image);
    }

    public void Dispose()
    {
        customer.Dispose();
        administrator.Dispose();
    }

    /// <summary>The same client, whose requests are from now on those of a user.</summary>
    public static async Task<HttpClient> LogInAsync(HttpClient api, string email, string password)
    {
        using var answer = await api.PostAsJsonAsync("/api/v1/login", new { email, password });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return api;
    }

    private Task OrderAsync(int product, int quantity, string token) =>
        SendAsync(HttpMethod.Post, "/api/v1/orders", new { items = new[] { new { productId = product, quantity } }, paymentToken = token });

    private async Task SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await customer.SendAsync(request);
    }
}
