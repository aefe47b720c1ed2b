using Npgsql;
using Platform.Api.Catalogue;

namespace Platform.Api.Tests.Data;

/// <summary>A query that people wait for, and the index that it has to use when there are many products, orders or jobs.</summary>
internal sealed record HotQuery(string Name, string Index, string Sql, params (string Name, object Value)[] Parameters)
{
    /// <summary>All rows as text.</summary>
    public async Task<string> AnswerAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        foreach (var (name, value) in Parameters)
        {
            command.Parameters.Add(new(name, value));
        }

        var text = new System.Text.StringBuilder();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            text.AppendJoin('|', row).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The plan as text; with the times when it is to be run.</summary>
    public async Task<string> ExplainAsync(NpgsqlConnection connection, bool run = false)
    {
        await using var command = new NpgsqlCommand($"EXPLAIN {(run ? "(ANALYZE) " : "")}{Sql}", connection);
        foreach (var (name, value) in Parameters)
        {
            command.Parameters.Add(new(name, value));
        }

        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}

/// <summary>All of them; a test reads their plans at 100,000 products, and <c>make bench</c> at a million.</summary>
internal static class HotQueries
{
    public static readonly IReadOnlyList<HotQuery> All =
    [
        Search("search for a full name", "products_search_index", SearchSql.Words, "brass desk lamp"),
        Search("search for a common word", "products_name_index", SearchSql.Words, "lamp"),
        Search("search for a word in a category", "products_search_index", SearchSql.Words, "lamp", "outdoor"),
        Search("search for a misspelt name", "products_search_index", SearchSql.Query, "('pendent' | 'pendant') & ('lihgt' | 'light')"),
        Search("first page of all products", "Index Only Scan using products_pkey", SearchSql.List),
        Search("first page of a category", "products_category_index", SearchSql.List, category: "garden"),
        new("product by its ID", "products_pkey", "SELECT id, sku, name, description, price, stock FROM products WHERE id = 1"),
        new("stock for a checkout", "products_pkey", "SELECT id FROM products WHERE id = ANY ('{1,2,3}') ORDER BY id FOR NO KEY UPDATE"),
        new("order by its idempotency key", "orders_idempotency_key", "SELECT id FROM orders WHERE user_id = 2 AND idempotency_key = 'k'"),
        new("orders of a customer", "Index", "SELECT id FROM orders WHERE user_id = 1 ORDER BY id DESC LIMIT 20"),
        new("next job", "jobs_waiting_index", "SELECT id FROM jobs WHERE (status = 'queued' AND run_at <= now()) OR (status = 'running' AND locked_until < now()) ORDER BY run_at LIMIT 1"),
    ];

    /// <summary>Beside the products there have to be other rows, or the planner does not look at an index.</summary>
    public const string ManyOrdersAndJobs =
        """
        INSERT INTO orders (user_id, status, total, idempotency_key, request_hash)
        SELECT 2 + n % 7, 'paid', 1, 'many-' || n, '' FROM generate_series(1, 50000) n;
        INSERT INTO jobs (kind, payload, status) SELECT 'test', '{}', CASE WHEN n % 1000 = 0 THEN 'queued' ELSE 'done' END FROM generate_series(1, 50000) n;
        ANALYZE orders, jobs
        """;

    private static HotQuery Search(string name, string index, Func<ProductSearch, string> sql, string? text = null, string? category = null)
    {
        List<(string, object)> parameters = [("size", 20), ("offset", 0)];
        if (text is not null)
        {
            parameters.Add(("text", text));
        }

        if (category is not null)
        {
            parameters.Add(("category", category));
        }

        return new(name, index, sql(new(text, category, new(1, 20))), [.. parameters]);
    }
}
