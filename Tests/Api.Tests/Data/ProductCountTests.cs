using Npgsql;
using Platform.Api.Data;
using Platform.Api.Data.Seeding;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Data;

/// <summary>The number of products that is kept with each category, and with each word of their names, is the number there is.</summary>
public sealed class ProductCountTests(TestServers servers)
{
    [Theory]
    [InlineData("INSERT INTO products (sku, category_id, name, description, price, stock) SELECT 'NEW-' || n, 1 + n % 3, 'New', '', 1, 1 FROM generate_series(1, 50) n")]
    [InlineData("INSERT INTO products (id, sku, category_id, name, description, price, stock) VALUES (1, 'X', 1, 'New', '', 1, 1) ON CONFLICT DO NOTHING")]
    [InlineData("DELETE FROM media; DELETE FROM order_lines; DELETE FROM products WHERE id % 7 = 0")]
    [InlineData("UPDATE products SET category_id = 1 + id % 12, stock = stock + 1")]
    [InlineData("UPDATE products SET category_id = category_id, name = 'Other lamp lamp ' || id")]
    [InlineData("DELETE FROM media; DELETE FROM order_lines; UPDATE products SET category_id = 2 WHERE category_id = 1; DELETE FROM products WHERE category_id = 2; INSERT INTO products (sku, category_id, name, description, price, stock) VALUES ('NEW', 2, 'New', '', 1, 1)")]
    [InlineData("TRUNCATE products CASCADE")]
    public async Task It_follows_whatever_happens_to_them(string change)
    {
        await using var connection = await OpenAsync(await servers.CreateDatabaseAsync());

        await connection.ExecuteAsync(change, default);

        await AssertRightAsync(connection);
    }

    [Fact]
    public async Task It_is_right_after_many_added_and_removed_at_once_and_after_some_took_it_back()
    {
        var database = await servers.CreateDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            await using var connection = await OpenAsync(database);
            for (var number = 0; number < 20; number++)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await connection.ExecuteAsync(
                    "INSERT INTO products (sku, category_id, name, description, price, stock) VALUES ($1, $2, 'New', '', 1, 1)", default, $"W{worker}-{number}", 1 + (number % 2));
                if (number % 3 == 0)
                {
                    await transaction.RollbackAsync();
                }
                else
                {
                    await transaction.CommitAsync();
                }
            }

            await connection.ExecuteAsync("DELETE FROM products WHERE sku LIKE $1", default, $"W{worker}-1%");
        }));

        await using var after = await OpenAsync(database);
        await AssertRightAsync(after);
    }

    [Fact]
    public async Task It_is_right_after_products_were_copied_in()
    {
        await using var connection = await OpenAsync(await servers.CreateDatabaseAsync());

        await new Seeder(connection).ApplyAsync(45, default);
        await AssertRightAsync(connection);
        await connection.ExecuteAsync("INSERT INTO products (sku, category_id, name, description, price, stock) VALUES ('NEW', 1, 'New', '', 1, 1)", default);
        await AssertRightAsync(connection);
    }

    [Fact]
    public async Task A_sale_pays_nothing_for_it()
    {
        await using var connection = await OpenAsync(await servers.CreateDatabaseAsync());

        var plan = await connection.QueryAsync("EXPLAIN (ANALYZE) UPDATE products SET stock = stock - 1 WHERE id < 20", row => row.GetString(0), default);

        Assert.DoesNotContain(plan, line => line.Contains("Trigger", StringComparison.Ordinal));
    }

    private static async Task AssertRightAsync(NpgsqlConnection connection) => Assert.Empty(await connection.QueryAsync(
        """
        SELECT format('%s: %s are kept, %s there', c.slug, c.product_count, count(p.id))
        FROM categories c LEFT JOIN products p ON p.category_id = c.id GROUP BY c.id HAVING c.product_count <> count(p.id)
        UNION ALL
        SELECT format('%s: %s are kept, %s there', word, kept.products, there.products)
        FROM product_words kept FULL JOIN (SELECT word, count(*) AS products FROM products p, words_of(p.name) AS word GROUP BY word) there USING (word)
        WHERE coalesce(kept.products, 0) <> coalesce(there.products, 0)
        """,
        row => row.GetString(0), default));

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        return connection;
    }
}
