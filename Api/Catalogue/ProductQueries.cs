using Microsoft.FeatureManagement;
using Npgsql;
using Platform.Api.Features;
using Platform.Api.Media;

namespace Platform.Api.Catalogue;

/// <summary>The catalogue's SQL. People wait for these, so they are plain statements rather than EF Core queries.</summary>
internal sealed class ProductQueries(NpgsqlDataSource database, IFeatureManager features)
{
    // "pendent lihgt" still finds "Pendant Light" (0.41), "refrigerator" does not find "Reading Light" (0.15).
    private const string WordSimilarity = "0.4";

    private const string Columns = "p.id, p.name, c.slug, p.price";
    private const string Tables = "products p JOIN categories c ON c.id = p.category_id";

    /// <summary>Finds by full text; when that finds nothing, by similar words, which forgives typing errors.</summary>
    public async Task<ProductPage> SearchAsync(ProductSearch search, CancellationToken cancellationToken)
    {
        var category = search.Category is null ? "" : " AND p.category_id = (SELECT id FROM categories WHERE slug = @category)";
        if (search.Text is null)
        {
            return await PageAsync(search, $"{Tables} WHERE true{category}", "p.id", cancellationToken);
        }

        const string byWords = "p.search @@ websearch_to_tsquery('english', @text)";
        var page = await PageAsync(
            search,
            $"{Tables} WHERE {byWords}{category}",
            "ts_rank(p.search, websearch_to_tsquery('english', @text)) DESC, p.id",
            cancellationToken);
        return page.Total > 0 || !await features.IsEnabledAsync(FeatureNames.SimilarWords)
            ? page
            : await PageAsync(search, $"{Tables} WHERE @text <% p.name{category}", "@text <<-> p.name, p.id", cancellationToken);
    }

    public async Task<Product?> FindAsync(int id, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new($"SELECT p.id, p.sku, p.name, c.slug, p.description, p.price, p.stock FROM {Tables} WHERE p.id = $1")
        {
            Parameters = { new() { Value = id } },
        });
        batch.BatchCommands.Add(new("SELECT id, width, height FROM media WHERE product_id = $1 AND status = 'usable' ORDER BY created_at, id")
        {
            Parameters = { new() { Value = id } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        List<ProductImage> images = [];
        var product = new Product(
            reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
            reader.GetDecimal(5), reader.GetInt32(6), images);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var image = reader.GetGuid(0);
            images.Add(new(image, $"/api/v1/media/{image}", reader.GetInt32(1), reader.GetInt32(2)));
        }

        return product;
    }

    /// <summary>The products of a cart, at their present price and stock.</summary>
    public async Task<IReadOnlyList<ProductInCart>> FindManyAsync(int[] ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id, name, price, stock FROM products WHERE id = ANY ($1)");
        command.Parameters.Add(new() { Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ProductInCart> products = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            products.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetDecimal(2), reader.GetInt32(3)));
        }

        return products;
    }

    public async Task<IReadOnlyList<Category>> CategoriesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT c.id, c.slug, c.name, c.description, (SELECT count(*) FROM products p WHERE p.category_id = c.id)
            FROM categories c ORDER BY c.name
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Category> categories = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            categories.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4)));
        }

        return categories;
    }

    private async Task<ProductPage> PageAsync(ProductSearch search, string source, string order, CancellationToken cancellationToken)
    {
        // All in one round trip, which is one transaction: the threshold holds for these statements only.
        await using var command = database.CreateCommand(
            $"SELECT set_config('pg_trgm.word_similarity_threshold', '{WordSimilarity}', true); SELECT count(*) FROM {source}; " +
            $"SELECT {Columns} FROM {source} ORDER BY {order} LIMIT {search.Paging.Size} OFFSET {search.Paging.Offset}");
        if (search.Text is not null)
        {
            command.Parameters.Add(new("text", search.Text));
        }

        if (search.Category is not null)
        {
            command.Parameters.Add(new("category", search.Category));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        List<ProductSummary> items = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetDecimal(3)));
        }

        return new(items, total, search.Paging.Page, search.Paging.Size);
    }
}
