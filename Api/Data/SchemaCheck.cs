using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Platform.Api.Data;

/// <summary>Holds EF Core's model against the tables of the database: columns, their types, whether they may be null, and keys.</summary>
internal sealed class SchemaCheck(ShopContext context, NpgsqlConnection connection)
{
    private const string ColumnsSql = """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, a.attgenerated <> ''
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        """;

    private const string KeysSql = """
        SELECT c.relname, con.contype::text,
               (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(con.conkey) WITH ORDINALITY k(num, n)
                JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num),
               coalesce((SELECT relname FROM pg_class WHERE oid = con.confrelid), '')
        FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
        WHERE c.relnamespace = 'public'::regnamespace AND con.contype IN ('p', 'f')
        """;

    // EF Core's own table is not part of the model.
    private const string HistoryTable = "__EFMigrationsHistory";

    /// <summary>Every difference in one line each; empty when they agree.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(CancellationToken cancellationToken)
    {
        var actual = (await connection.QueryAsync(
                ColumnsSql,
                row => (Key: $"{row.GetString(0)}.{row.GetString(1)}", Table: row.GetString(0), Kind: Kind(row.GetString(2), row.GetBoolean(3)), Generated: row.GetBoolean(4)),
                cancellationToken))
            .Where(column => column.Table != HistoryTable)
            .ToDictionary(column => column.Key);
        var expected = context.Model.GetRelationalModel().Tables
            .SelectMany(table => table.Columns.Select(column => (Key: $"{table.Name}.{column.Name}", Kind: Kind(column.StoreType, column.IsNullable))))
            .ToDictionary(column => column.Key, column => column.Kind);

        List<string> differences = [];
        foreach (var (key, kind) in expected)
        {
            if (!actual.TryGetValue(key, out var column))
            {
                differences.Add($"{key}: the model has it ({kind}), the database does not.");
            }
            else if (column.Kind != kind)
            {
                differences.Add($"{key}: the model says {kind}, the database {column.Kind}.");
            }
        }

        differences.AddRange(actual.Values
            .Where(column => !column.Generated && !expected.ContainsKey(column.Key))
            .Select(column => $"{column.Key}: the database has it ({column.Kind}), the model does not."));
        differences.AddRange(await KeyDifferencesAsync(cancellationToken));
        return [.. differences.Order(StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<string>> KeyDifferencesAsync(CancellationToken cancellationToken)
    {
        var actual = (await connection.QueryAsync(
                KeysSql,
                row => (Table: row.GetString(0), Text: KeyText(row.GetString(0), row.GetString(1) == "p", row.GetString(2), row.GetString(3))),
                cancellationToken))
            .Where(key => key.Table != HistoryTable)
            .Select(key => key.Text)
            .ToHashSet();
        var expected = context.Model.GetRelationalModel().Tables.SelectMany(ExpectedKeys).ToHashSet();
        return expected.Except(actual).Select(key => $"{key}: the model has it, the database does not.")
            .Concat(actual.Except(expected).Select(key => $"{key}: the database has it, the model does not."));
    }

    private static IEnumerable<string> ExpectedKeys(ITable table)
    {
        if (table.PrimaryKey is { } primary)
        {
            yield return KeyText(table.Name, true, string.Join(',', primary.Columns.Select(column => column.Name)), "");
        }

        foreach (var foreign in table.ForeignKeyConstraints)
        {
            yield return KeyText(table.Name, false, string.Join(',', foreign.Columns.Select(column => column.Name)), foreign.PrincipalTable.Name);
        }
    }

    private static string KeyText(string table, bool primary, string columns, string target) =>
        primary ? $"primary key {table} ({columns})" : $"foreign key {table} ({columns}) to {target}";

    private static string Kind(string type, bool nullable) => nullable ? $"{type} null" : $"{type} not null";
}
