using Microsoft.FeatureManagement;
using Npgsql;
using Platform.Api.Features;
using Platform.Api.Http;
using Platform.Api.Media;

namespace Platform.Api.Catalogue;

/// <summary>The catalogue's SQL. People wait for these, so they are plain statements rather than EF Core queries.</summary>
internal sealed class ProductQueries(NpgsqlDataSource database, IFeatureManager features)
{
    // "pendent lihgt" still finds "Pendant Light" (0.41), "refrigerator" does not find "Reading Light" (0.15).
    private const string WordSimilarity = "0.4";

    private const string Tables = "products p JOIN categories c ON c.id = p.category_id";

    /// <summary>Finds by full text; when that finds nothing, by similar words, which forgives typing errors.</summary>
    public async Task<ProductPage> SearchAsync(ProductSearch search, CancellationToken cancellationToken)
    {
        if (search.Text is null)
        {
            return await PageAsync(search, ListSql(search), cancellationToken);
        }

        var page = await PageAsync(search, WordsSql(search), cancellationToken);
        return page.Total > 0 || !await features.IsEnabledAsync(FeatureNames.SimilarWords)
            ? page
            : await PageAsync(search, SimilarWordsSql(search), cancellationToken);
    }

    /// <summary>A page of all products, with parameters size, offset and, when the search names one, category.</summary>
    internal static string ListSql(ProductSearch search)
    {
        // Between instead of equals: only the index of both columns has this order. With equals the planner may prefer to walk
        // through the products of all categories until it has met enough of this one.
        var (category, products) = search.Category is null
            ? ("", "products p ORDER BY p.id")
            : (" WHERE slug = @category", "products p WHERE p.category_id BETWEEN (SELECT id FROM categories WHERE slug = @category) AND (SELECT id FROM categories WHERE slug = @category) ORDER BY p.category_id, p.id");

        // A page beyond the end is one row without a product. What lies before a page is passed over in the index alone.
        return $"""
            SELECT t.total, p.id, p.name, c.slug, p.price
            FROM (SELECT coalesce(sum(product_count), 0)::bigint AS total FROM categories{category}) t
            LEFT JOIN (SELECT p.id FROM {products} LIMIT @size OFFSET @offset) page ON true
            LEFT JOIN products p ON p.id = page.id LEFT JOIN categories c ON c.id = p.category_id
            ORDER BY page.id
            """;
    }

    /// <summary>A page of what full text finds, the best first; parameters as <see cref="ListSql"/>, and text.</summary>
    internal static string WordsSql(ProductSearch search) =>
        RankedSql(search, "p.search @@ websearch_to_tsquery('english', @text)", "-ts_rank(p.search, websearch_to_tsquery('english', @text))");

    /// <summary>A page of what similar words find, the best first; parameters as <see cref="WordsSql"/>.</summary>
    internal static string SimilarWordsSql(ProductSearch search) => RankedSql(search, "@text <% p.name", "@text <<-> p.name");

    public Task<Product?> FindAsync(int id, CancellationToken cancellationToken) =>
        ReadAgain.OnLivingConnectionAsync(database, () => FindOnceAsync(id, cancellationToken));

    private async Task<Product?> FindOnceAsync(int id, CancellationToken cancellationToken)
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
            "SELECT id, slug, name, description, product_count FROM categories ORDER BY name");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Category> categories = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            categories.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4)));
        }

        return categories;
    }

    private async Task<ProductPage> PageAsync(ProductSearch search, string sql, CancellationToken cancellationToken)
    {
        // All in one round trip, which is one transaction: the settings hold for these statements only. What a word finds differs
        // by thousands, so that no plan fits all texts.
        await using var command = database.CreateCommand(
            $"SELECT set_config('pg_trgm.word_similarity_threshold', '{WordSimilarity}', true), set_config('plan_cache_mode', 'force_custom_plan', true); {sql}");
        command.Parameters.Add(new("size", search.Paging.Size));
        command.Parameters.Add(new("offset", search.Paging.Offset));
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
        List<ProductSummary> items = [];
        var total = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            total = reader.GetInt64(0);
            if (!reader.IsDBNull(1))
            {
                items.Add(new(reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.GetDecimal(4)));
            }
        }

        return new(items, total, search.Paging.Page, search.Paging.Size);
    }

    // Every match is read once, for the count and for its rank; what is shown is looked up for one page only.
    private static string RankedSql(ProductSearch search, string condition, string order) =>
        $"""
        WITH found AS MATERIALIZED (SELECT p.id, {order} AS distance FROM products p WHERE {condition}{InCategory(search)})
        SELECT t.total, p.id, p.name, c.slug, p.price FROM (SELECT count(*) AS total FROM found) t
        LEFT JOIN (SELECT id, distance FROM found ORDER BY distance, id LIMIT @size OFFSET @offset) page ON true
        LEFT JOIN products p ON p.id = page.id LEFT JOIN categories c ON c.id = p.category_id
        ORDER BY page.distance, page.id
        """;

    private static string InCategory(ProductSearch search) =>
        search.Category is null ? "" : " AND p.category_id = (SELECT id FROM categories WHERE slug = @category)";
}
