using Npgsql;
using Platform.Api.Catalogue;
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

        var words = new ProductSearch("brass desk lamp", null, new(1, 20));
        await AssertPlanAsync(connection, "products_search_index", ProductQueries.WordsSql(words), ("text", words.Text!));
        var mistyped = new ProductSearch("pendent lihgt", null, new(1, 20));
        await AssertPlanAsync(connection, "products_name_trigram_index", ProductQueries.SimilarWordsSql(mistyped), ("text", mistyped.Text!));
        await AssertPlanAsync(connection, "products_category_index", ProductQueries.ListSql(new(null, "garden", new(1, 20))), ("category", "garden"));

        await AssertPlanAsync(connection, "Index Only Scan using products_pkey", ProductQueries.ListSql(new(null, null, new(1, 20))));
        await AssertPlanAsync(connection, "products_pkey", "SELECT id FROM products WHERE id = ANY ('{1,2,3}') ORDER BY id FOR NO KEY UPDATE");
        await AssertPlanAsync(connection, "orders_idempotency_key", "SELECT id FROM orders WHERE user_id = 2 AND idempotency_key = 'k'");
        await AssertPlanAsync(connection, "Index", "SELECT id FROM orders WHERE user_id = 1 ORDER BY id DESC LIMIT 20");
        await AssertPlanAsync(connection, "jobs_waiting_index", "SELECT id FROM jobs WHERE (status = 'queued' AND run_at <= now()) OR (status = 'running' AND locked_until < now()) ORDER BY run_at LIMIT 1");
    }

    private static async Task AssertPlanAsync(NpgsqlConnection connection, string index, string sql, params (string Name, object Value)[] parameters)
    {
        var plan = await PlanAsync(connection, sql, parameters);

        Assert.Contains(index, plan);
        Assert.DoesNotContain("Seq Scan on products", plan);
    }

    private static async Task<string> PlanAsync(NpgsqlConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = new NpgsqlCommand($"EXPLAIN {sql}", connection);
        foreach (var (name, value) in sql.Contains("@size", StringComparison.Ordinal) ? [("size", 20), ("offset", 0), .. parameters] : parameters)
        {
            command.Parameters.Add(new(name, value));
        }

        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
