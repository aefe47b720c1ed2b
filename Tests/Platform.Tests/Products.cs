using System.Net.Http.Json;

namespace Platform.Tests;

/// <summary>What the API answers to a search.</summary>
internal sealed record Products(Product[] Items, int Total)
{
    public static async Task<Products> SearchAsync(HttpClient api, string text) =>
        await api.GetFromJsonAsync<Products>($"/api/v1/products?search={Uri.EscapeDataString(text)}") ?? throw new InvalidOperationException("The API answered null.");
}

/// <summary>One product.</summary>
internal sealed record Product(long Id, string Name);
