namespace Platform.AppHost.Processes;

/// <summary>The roles of the server and what they may do: no more than their work needs.</summary>
internal static class PostgresRoles
{
    /// <summary>The superuser: makes databases, and nothing that serves requests knows its password.</summary>
    public const string Superuser = "postgres";

    /// <summary>Owns the shop's database and changes its schema.</summary>
    public const string Owner = "owner";

    /// <summary>Reads and writes rows.</summary>
    public const string App = "app";

    /// <summary>Reads rows.</summary>
    public const string ReadOnly = "readonly";

    /// <summary>Reads the server's statistics.</summary>
    public const string Exporter = "exporter";

    public static IReadOnlyList<string> All { get; } = [Superuser, Owner, App, ReadOnly, Exporter];

    /// <summary>Run once in a new server, as superuser, in the database <c>postgres</c>. A role without a password cannot log in.</summary>
    public static IReadOnlyList<string> ServerStatements { get; } =
    [
        $"CREATE ROLE {Owner} LOGIN",
        $"CREATE ROLE {App} LOGIN",
        $"CREATE ROLE {ReadOnly} LOGIN",
        $"CREATE ROLE {Exporter} LOGIN",
        $"GRANT pg_monitor TO {Exporter}",
        "REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC",
        "REVOKE CONNECT, TEMPORARY ON DATABASE template1 FROM PUBLIC",
        $"GRANT CONNECT ON DATABASE postgres TO {Exporter}",
    ];

    /// <summary>Makes a database. Run as superuser, in the database <c>postgres</c>.</summary>
    public static IReadOnlyList<string> CreateDatabase(string name) =>
    [
        $"CREATE DATABASE {name} OWNER {Owner}",
        $"REVOKE CONNECT, TEMPORARY ON DATABASE {name} FROM PUBLIC",
        $"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {App}",
        $"GRANT CONNECT ON DATABASE {name} TO {ReadOnly}, {Exporter}",
    ];

    /// <summary>Prepares a new database. Run as superuser, in that database.</summary>
    public static IReadOnlyList<string> PrepareDatabase { get; } =
    [
        // Only a superuser may create the first; the second is here because every search needs it.
        "CREATE EXTENSION pg_stat_statements",
        "CREATE EXTENSION pg_trgm",
        $"ALTER DEFAULT PRIVILEGES FOR ROLE {Owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {App}",
        $"ALTER DEFAULT PRIVILEGES FOR ROLE {Owner} GRANT USAGE, SELECT ON SEQUENCES TO {App}",
        $"ALTER DEFAULT PRIVILEGES FOR ROLE {Owner} GRANT SELECT ON TABLES TO {ReadOnly}",
    ];

    /// <summary>Gives a role its password, without telling it to a log.</summary>
    public static string SetPassword(string role, string password) => $"ALTER ROLE {role} PASSWORD '{ScramVerifier.Of(password)}'";
}
