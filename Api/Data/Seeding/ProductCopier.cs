using Npgsql;
using NpgsqlTypes;

namespace Platform.Api.Data.Seeding;

/// <summary>
/// Adds products by COPY until there are scale times as many as in the base: each is a copy of a base product with an edition
/// in its name and a price that moves a little. The search indexes are dropped before and built after, and the products counted after,
/// which is several times quicker.
/// </summary>
internal sealed class ProductCopier(NpgsqlConnection connection)
{
    /// <summary>Products made by scale N are N times this many.</summary>
    public const int BaseCount = 520;

    // From this many rows on it is quicker to build the indexes afterwards; below, nobody's search has to wait for it.
    private const int RebuildIndexesFrom = 20_000;

    private static readonly string[] Indexes = ["products_search_index", "products_name_index", "products_category_index"];

    private static readonly string[] Editions =
        ["Arctic", "Autumn", "Coastal", "Dawn", "Ember", "Harbour", "Island", "Meadow", "Midnight", "Nordic", "Pine", "Prairie", "River", "Saffron", "Summit", "Valley"];

    public async Task CopyAsync(int scale, CancellationToken cancellationToken)
    {
        var products = await ReadBaseAsync(cancellationToken);
        var last = (await connection.QueryAsync("SELECT coalesce(max(id), 0) FROM products", row => row.GetInt32(0), cancellationToken))[0];
        var first = Math.Max(last, BaseCount) + 1;
        var end = scale * BaseCount;
        var indexes = end - first < RebuildIndexesFrom ? [] : await IndexDefinitionsAsync(cancellationToken);
        if (indexes.Count > 0)
        {
            await connection.ExecuteAsync($"DROP INDEX {string.Join(", ", Indexes)}", cancellationToken);
            await connection.ExecuteAsync("SET LOCAL maintenance_work_mem = '512MB'", cancellationToken);
            await connection.ExecuteAsync("ALTER TABLE products DISABLE TRIGGER USER", cancellationToken);
        }

        await using (var writer = await connection.BeginBinaryImportAsync(
            "COPY products (id, sku, category_id, name, description, price, stock) FROM STDIN (FORMAT binary)", cancellationToken))
        {
            for (var id = first; id <= end; id++)
            {
                await WriteAsync(writer, products[(id - 1) % products.Count], id, cancellationToken);
            }

            await writer.CompleteAsync(cancellationToken);
        }

        foreach (var definition in indexes)
        {
            await connection.ExecuteAsync(definition, cancellationToken);
        }

        if (indexes.Count > 0)
        {
            await connection.ExecuteAsync("ALTER TABLE products ENABLE TRIGGER USER", cancellationToken);
            await connection.ExecuteAsync("CALL recount_products()", cancellationToken);
        }

        await connection.ExecuteAsync(
            "SELECT setval(pg_get_serial_sequence('products', 'id'), (SELECT max(id) FROM products))", cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter writer, BaseProduct product, int id, CancellationToken cancellationToken)
    {
        var round = (id - 1) / BaseCount;
        var edition = Editions[round % Editions.Length];
        var series = round / Editions.Length;
        var name = series == 0 ? $"{product.Name} {edition}" : $"{product.Name} {edition} {series + 1}";
        await writer.StartRowAsync(cancellationToken);
        await writer.WriteAsync(id, NpgsqlDbType.Integer, cancellationToken);
        await writer.WriteAsync($"{product.SkuPrefix}-{id:D7}", NpgsqlDbType.Text, cancellationToken);
        await writer.WriteAsync(product.CategoryId, NpgsqlDbType.Integer, cancellationToken);
        await writer.WriteAsync(name, NpgsqlDbType.Text, cancellationToken);
        await writer.WriteAsync($"{product.Description} {edition} edition.", NpgsqlDbType.Text, cancellationToken);
        await writer.WriteAsync(product.Price + (id * 7919L % 40), NpgsqlDbType.Numeric, cancellationToken);
        await writer.WriteAsync((int)(20 + (id * 31L % 180)), NpgsqlDbType.Integer, cancellationToken);
    }

    private Task<List<BaseProduct>> ReadBaseAsync(CancellationToken cancellationToken) => connection.QueryAsync(
        $"SELECT left(sku, 3), category_id, name, description, price FROM products WHERE id <= {BaseCount} ORDER BY id",
        row => new BaseProduct(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetDecimal(4)),
        cancellationToken);

    private Task<List<string>> IndexDefinitionsAsync(CancellationToken cancellationToken) => connection.QueryAsync(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname = ANY ($1)",
        row => row.GetString(0), cancellationToken, (object)Indexes);

    private sealed record BaseProduct(string SkuPrefix, int CategoryId, string Name, string Description, decimal Price);
}
