using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Api.Tests.Fixtures;

/// <summary>Calls of a customer or an administrator.</summary>
internal static class ShopClient
{
    public const string Admin = "admin@example.com";
    public const string AdminPassword = "shop-admin-1";
    public const string Anna = "anna@example.com";
    public const string CustomerPassword = "shop-customer-1";

    public static async Task<JsonElement> LogInAsync(this HttpClient client, string email, string? password = null)
    {
        using var response = await client.PostAsJsonAsync(
            "/api/v1/login", new { email, password = password ?? (email == Admin ? AdminPassword : CustomerPassword) });
        response.EnsureSuccessStatusCode();
        var tokens = await response.Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        return tokens;
    }

    public static async Task<JsonElement> JsonAsync(this HttpContent content) => await content.ReadFromJsonAsync<JsonElement>();

    public static Task<JsonElement> GetJsonAsync(this HttpClient client, string path) => client.GetFromJsonAsync<JsonElement>(path);
}
