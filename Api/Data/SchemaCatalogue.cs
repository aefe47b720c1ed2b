using Npgsql;

namespace Platform.Api.Data;

/// <summary>
/// What the migrations leave in a database, in one line each: columns with type and default, constraints, indexes, triggers,
/// functions and grants. EF Core's model knows a part of it only; a unique index that somebody dropped would not be missed.
/// The expected lines are in <c>Data/Migrations/catalogue.txt</c>.
/// </summary>
internal static class SchemaCatalogue
{
    // NOT NULL is told with the columns (PostgreSQL 18 has constraints for it, too), and what belongs to an extension is its own affair.
    // Functions are the same however they are indented, as in the script.
    private const string Sql = """
        WITH tables AS (
            SELECT oid, relname, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '__EFMigrationsHistory'),
        routines AS (
            SELECT p.oid, p.prokind, p.proname, p.prosrc, p.provolatile FROM pg_proc p
            WHERE p.pronamespace = 'public'::regnamespace
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))
        SELECT 'table ' || relname || coalesce(' with ' || array_to_string(reloptions, ', '), '') FROM tables
        UNION ALL
        SELECT 'column ' || t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
               || CASE a.attidentity WHEN 'a' THEN ' always as identity' WHEN 'd' THEN ' by default as identity' ELSE '' END
               || coalesce(CASE a.attgenerated WHEN '' THEN ' default ' ELSE ' generated ' END || pg_get_expr(d.adbin, d.adrelid), '')
        FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
        UNION ALL
        SELECT 'constraint ' || con.conname || ' on ' || t.relname || ': ' || pg_get_constraintdef(con.oid)
        FROM tables t JOIN pg_constraint con ON con.conrelid = t.oid AND con.contype NOT IN ('n', 't')
        UNION ALL
        SELECT 'index ' || i.relname || ' on ' || t.relname || ': ' || regexp_replace(pg_get_indexdef(x.indexrelid), '^.* USING ', CASE WHEN x.indisunique THEN 'unique ' ELSE '' END)
               || CASE WHEN x.indisvalid THEN '' ELSE ' (invalid)' END
        FROM tables t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
        UNION ALL
        SELECT 'trigger ' || g.tgname || ' on ' || t.relname || ': ' || regexp_replace(pg_get_triggerdef(g.oid), '^CREATE (CONSTRAINT )?TRIGGER \S+ ', '')
               || CASE WHEN g.tgenabled = 'D' THEN ' (disabled)' ELSE '' END
        FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
        UNION ALL
        SELECT CASE prokind WHEN 'p' THEN 'procedure ' ELSE 'function ' END || proname || '(' || pg_get_function_arguments(oid) || ')'
               || coalesce(' returns ' || pg_get_function_result(oid), '') || CASE provolatile WHEN 'i' THEN ' immutable' WHEN 's' THEN ' stable' ELSE '' END
               || ': body ' || left(md5(regexp_replace(prosrc, '\s+', ' ', 'g')), 12)
        FROM routines
        UNION ALL
        SELECT 'extension ' || extname FROM pg_extension WHERE extname = 'pg_trgm'
        UNION ALL
        SELECT 'grant to ' || r.rolname || ' on ' || c.relname || ': ' || string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type COLLATE "C")
        FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g JOIN pg_roles r ON r.oid = g.grantee
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S') AND r.rolname IN ('app', 'readonly') AND c.relowner <> r.oid
        GROUP BY r.rolname, c.relname
        UNION ALL
        SELECT 'grant to ' || r.rolname || ' on ' || t.relname || ' (' || string_agg(a.attname, ', ' ORDER BY a.attnum) || '): ' || g.privilege_type
        FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid CROSS JOIN LATERAL aclexplode(a.attacl) g JOIN pg_roles r ON r.oid = g.grantee
        WHERE r.rolname IN ('app', 'readonly')
        GROUP BY r.rolname, t.relname, g.privilege_type
        UNION ALL
        SELECT 'role ' || rolname FROM pg_roles WHERE rolname IN ('app', 'readonly') AND rolname <> current_user
        """;

    private static readonly string[] Roles = ["app", "readonly"];

    /// <summary>The lines of a database, sorted.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync(Sql, row => row.GetString(0), cancellationToken)).Order(StringComparer.Ordinal)];

    /// <summary>Every difference between the database and what the migrations leave, in one line each.</summary>
    public static async Task<IEnumerable<string>> DifferencesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var actual = await DescribeAsync(connection, cancellationToken);

        // A bare server has no roles beside the owner, and then nobody to grant anything to.
        string[] absent = [.. Roles.Where(role => !actual.Contains($"role {role}"))];
        var expected = MigrationCatalogue.ReadCatalogue().Where(line => !absent.Any(role => line == $"role {role}" || line.StartsWith($"grant to {role} ", StringComparison.Ordinal)));
        return Compare([.. expected], actual);
    }

    /// <summary>The lines that one has and the other has not. A function more does no harm.</summary>
    internal static IEnumerable<string> Compare(IReadOnlyList<string> expected, IReadOnlyList<string> actual) =>
        expected.Except(actual).Select(line => $"{line}: the migrations leave it, the database does not have it.")
            .Concat(actual.Except(expected).Where(line => !line.StartsWith("function ", StringComparison.Ordinal) && !line.StartsWith("procedure ", StringComparison.Ordinal))
                .Select(line => $"{line}: the database has it, the migrations do not leave it."));
}
