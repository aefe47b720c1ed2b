using Npgsql;
using Platform.Api.Data;
using Platform.Api.Data.Seeding;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Data;

/// <summary>The queries that people wait for use their indexes when there are many products.</summary>
public sealed class PlanTests(TestServers servers)
{
    [Fact]
    public async Task Hot_queries_use_their_indexes_at_a_hundred_thousand_products()
    {
        await using var connection = new NpgsqlConnection(await servers.CreateDatabaseAsync());
        await connection.OpenAsync();
        await new Seeder(connection).ApplyAsync(193, default);
        await connection.ExecuteAsync(
            """
            INSERT INTO orders (user_id, status, total, idempotency_key, request_hash)
            SELECT 2 + n % 7, 'paid', 1, 'many-' || n, '' FROM generate_series(1, 50000) n;
            INSERT INTO jobs (kind, payload, status) SELECT 'test', '{}', CASE WHEN n % 1000 = 0 THEN 'queued' ELSE 'done' END FROM generate_series(1, 50000) n;
            ANALYZE orders, jobs
            """,
            default);
        Assert.True((await connection.QueryAsync("SELECT count(*) FROM products", row => row.GetInt64(0), default))[0] > 100_000);

        await AssertPlanAsync(connection, "products_search_index", "SELECT count(*) FROM products p JOIN categories c ON c.id = p.category_id WHERE p.search @@ websearch_to_tsquery('english', 'brass desk lamp')");
        await AssertPlanAsync(connection, "products_name_trigram_index", "SELECT count(*) FROM products p WHERE 'pendent lihgt' <% p.name");
        const string garden = "p.category_id = (SELECT id FROM categories WHERE slug = 'garden')";
        await AssertPlanAsync(connection, "products_category_index", $"SELECT count(*) FROM products p WHERE {garden}");
        await AssertPlanAsync(connection, "Index Scan", $"SELECT p.id FROM products p JOIN categories c ON c.id = p.category_id WHERE {garden} ORDER BY p.id LIMIT 20");
        await AssertPlanAsync(connection, "products_pkey", "SELECT p.id FROM products p JOIN categories c ON c.id = p.category_id ORDER BY p.id LIMIT 20");
        await AssertPlanAsync(connection, "products_pkey", "SELECT id FROM products WHERE id = ANY ('{1,2,3}') ORDER BY id FOR NO KEY UPDATE");
        await AssertPlanAsync(connection, "orders_idempotency_key", "SELECT id FROM orders WHERE user_id = 2 AND idempotency_key = 'k'");
        await AssertPlanAsync(connection, "Index", "SELECT id FROM orders WHERE user_id = 1 ORDER BY id DESC LIMIT 20");
        await AssertPlanAsync(connection, "jobs_waiting_index", "SELECT id FROM jobs WHERE (status = 'queued' AND run_at <= now()) OR (status = 'running' AND locked_until < now()) ORDER BY run_at LIMIT 1");
    }

    private static async Task AssertPlanAsync(NpgsqlConnection connection, string index, string sql)
    {
        var plan = string.Join('\n', await connection.QueryAsync($"EXPLAIN {sql}", row => row.GetString(0), default));

        Assert.Contains(index, plan);
        Assert.DoesNotContain("Seq Scan on products", plan);
    }
}
