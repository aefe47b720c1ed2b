using System.Text.Json;
using Microsoft.FeatureManagement;
using Platform.Api.Features;
using Platform.Api.Redis;

namespace Platform.Api.Catalogue;

/// <summary>The catalogue's answers as JSON, from the cache where it has them.</summary>
internal sealed class CataloguePages(ProductQueries queries, IFeatureManager features, RedisCache cache)
{
    // A newer program with another JSON shape does not read what an older one wrote.
    private const string Version = "v3";

    private const string Products = "products";
    private const string Product = "product";
    private const string Categories = "categories";

    /// <summary>The names of its caches in metrics.</summary>
    public static readonly IReadOnlyList<string> Caches = [Products, Product, Categories];

    public async Task<ReadOnlyMemory<byte>> SearchAsync(ProductSearch search, CancellationToken cancellationToken)
    {
        if (search.Text is not null)
        {
            search = search with { SimilarWords = await features.IsEnabledAsync(FeatureNames.SimilarWords) };
        }

        return (await cache.GetOrMakeAsync(Products, $"{Version}:{search.CacheKey}", async () =>
            JsonSerializer.SerializeToUtf8Bytes(await queries.SearchAsync(search, cancellationToken), CatalogueJson.Default.ProductPage), cancellationToken))!.Value;
    }

    public Task<ReadOnlyMemory<byte>?> FindAsync(int id, CancellationToken cancellationToken) =>
        cache.GetOrMakeAsync(Product, ProductKey(id), async () =>
            await queries.FindAsync(id, cancellationToken) is { } product
                ? JsonSerializer.SerializeToUtf8Bytes(product, CatalogueJson.Default.Product)
                : null,
            cancellationToken);

    public async Task<ReadOnlyMemory<byte>> CategoriesAsync(CancellationToken cancellationToken) =>
        (await cache.GetOrMakeAsync(Categories, $"{Version}:categories", async () =>
            JsonSerializer.SerializeToUtf8Bytes(
                await queries.CategoriesAsync(cancellationToken), CatalogueJson.Default.IReadOnlyListCategory), cancellationToken))!.Value;

    /// <summary>Forgets products that changed; the pages of lists age out within seconds.</summary>
    public Task ForgetAsync(IEnumerable<int> productIds) =>
        cache.RemoveAsync([.. productIds.Select(id => (StackExchange.Redis.RedisKey)ProductKey(id))]);

    /// <summary>Forgets the list of categories, which counts their products.</summary>
    public Task ForgetCategoriesAsync() => cache.RemoveAsync($"{Version}:categories");

    private static string ProductKey(int id) => $"{Version}:product:{id}";
}
