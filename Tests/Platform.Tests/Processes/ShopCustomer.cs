using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Tests.Processes;

/// <summary>Somebody who uses the shop of one run over and over.</summary>
internal sealed class ShopCustomer : IDisposable
{
    private const int InCart = 1;

    // One transparent pixel.
    private static readonly byte[] s_image = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly HttpClient _api;

    private ShopCustomer(HttpClient api) => _api = api;

    public static Task<ShopCustomer> AdministratorAsync(AppHostProcess run) => LogInAsync(run, "admin@example.com", "shop-admin-1");

    public static async Task<ShopCustomer> LogInAsync(AppHostProcess run, string email = "anna@example.com", string password = "shop-customer-1")
    {
        var api = run.CreateApiClient();
        using var answer = await api.PostAsJsonAsync("/api/v1/login", new { email, password });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(api);
    }

    /// <summary>Places an order; its id once the API has acknowledged it.</summary>
    public async Task<long> BuyAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = AnyProduct(), quantity = 1 } }, paymentToken = "tok_ok" }),
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString("N") } },
        };
        using var answer = await _api.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    public async Task<HttpStatusCode> OrderStatusAsync(long id)
    {
        using var answer = await _api.GetAsync($"/api/v1/orders/{id}");
        return answer.StatusCode;
    }

    /// <summary>Sends an image through the API; its id once the API has acknowledged it.</summary>
    public async Task<string> SendImageAsync()
    {
        using var content = new ByteArrayContent(s_image) { Headers = { ContentType = new("image/png") } };
        using var answer = await _api.PostAsync($"/api/v1/admin/products/{AnyProduct()}/media?fileName=pixel.png", content);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    public async Task<HttpStatusCode> ImageStatusAsync(string id)
    {
        using var answer = await _api.GetAsync($"/api/v1/media/{id}");
        _ = await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode;
    }

    /// <summary>How many of a product lie in the cart, which Redis keeps.</summary>
    public async Task<int> InCartAsync()
    {
        var cart = await _api.GetFromJsonAsync<JsonElement>("/api/v1/cart");
        return cart.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("quantity").GetInt32()).SingleOrDefault();
    }

    public async Task PutIntoCartAsync(int quantity)
    {
        using var answer = await _api.PutAsJsonAsync($"/api/v1/cart/items/{InCart}", new { quantity });
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _api.Dispose();

    // So that nothing is sold out soon.
    private static int AnyProduct() => Random.Shared.Next(1, 500);
}
