using Npgsql;
using Platform.Api.Http;
using Platform.Api.Media;

namespace Platform.Api.Catalogue;

/// <summary>The catalogue's SQL. People wait for these, so they are plain statements rather than EF Core queries.</summary>
internal sealed class ProductQueries(NpgsqlDataSource database, Spelling spelling)
{
    /// <summary>Finds by full text; when that finds nothing, by similar words, which forgives typing errors.</summary>
    public async Task<ProductPage> SearchAsync(ProductSearch search, CancellationToken cancellationToken)
    {
        if (search.Text is null)
        {
            return await PageAsync(search, SearchSql.List(search), text: null, cancellationToken);
        }

        var page = await PageAsync(search, SearchSql.Words(search), search.Text, cancellationToken);
        return page.Total > 0 || !search.SimilarWords || await spelling.CorrectAsync(search.Text, cancellationToken) is not { } meant
            ? page
            : await PageAsync(search, SearchSql.Query(search), meant, cancellationToken);
    }

    public Task<Product?> FindAsync(int id, CancellationToken cancellationToken) =>
        ReadAgain.OnLivingConnectionAsync(database, () => FindOnceAsync(id, cancellationToken));

    private async Task<Product?> FindOnceAsync(int id, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new($"SELECT p.id, p.sku, p.name, c.slug, p.description, p.price, p.stock FROM products p JOIN categories c ON c.id = p.category_id WHERE p.id = $1")
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

    private async Task<ProductPage> PageAsync(ProductSearch search, string sql, string? text, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new("size", search.Paging.Size));
        command.Parameters.Add(new("offset", search.Paging.Offset));
        if (text is not null)
        {
            command.Parameters.Add(new("text", text));
        }

        if (search.Category is not null)
        {
            command.Parameters.Add(new("category", search.Category));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
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

        var more = text is not null && total > SearchSql.MaxRanked;
        return new(items, more ? SearchSql.MaxRanked : total, more, search.Paging.Page, search.Paging.Size);
    }
}
