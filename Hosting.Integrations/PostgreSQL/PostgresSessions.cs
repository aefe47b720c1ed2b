using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Hosting.Integrations.PostgreSQL;

/// <summary>What the application itself does in a PostgreSQL server: it looks whether it answers, and creates databases.</summary>
internal static class PostgresSessions
{
    // Databases are created from here, and it is always there.
    private const string MaintenanceDatabase = "postgres";

    /// <summary>Runs the creation script of every database of the server that is not there.</summary>
    public static async Task CreateDatabasesAsync(PostgresServerResource server, IEnumerable<PostgresDatabaseResource> databases, ResourceLoggerService loggers, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(server, MaintenanceDatabase, cancellationToken).ConfigureAwait(false);
        foreach (var database in databases)
        {
            try
            {
                await CreateAsync(connection, database, cancellationToken).ConfigureAwait(false);
            }
            catch (NpgsqlException exception)
            {
                loggers.GetLogger(database).LogError("The database '{DatabaseName}' could not be created: {Reason}", database.DatabaseName, exception.Message);
            }
        }
    }

    /// <summary>A check that opens a session.</summary>
    public static IHealthCheck Check(PostgresServerResource server, string? database = null) => new SessionCheck(server, database ?? MaintenanceDatabase);

    private static async Task CreateAsync(NpgsqlConnection connection, PostgresDatabaseResource database, CancellationToken cancellationToken)
    {
        var script = database.TryGetLastAnnotation<CreationScriptAnnotation>(out var annotation) ? annotation.Script : null;
        if (script is null)
        {
            await using var question = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database.DatabaseName } } };
            if (await question.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
            {
                return;
            }

            script = $"CREATE DATABASE \"{database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }

        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // a name cannot be a parameter of CREATE DATABASE, and a script is the AppHost's own
        command.CommandText = script;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<NpgsqlConnection> OpenAsync(PostgresServerResource server, string database, CancellationToken cancellationToken)
    {
        var text = new NpgsqlConnectionStringBuilder(await server.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false))
        {
            Database = database,
            Pooling = false,
            Timeout = 2, // seconds
        };
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private sealed class SessionCheck(PostgresServerResource server, string database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var connection = await OpenAsync(server, database, cancellationToken).ConfigureAwait(false);
                return HealthCheckResult.Healthy();
            }
            catch (NpgsqlException exception)
            {
                return HealthCheckResult.Unhealthy(exception.Message);
            }
        }
    }
}

/// <summary>SQL that creates the database, in place of CREATE DATABASE.</summary>
internal sealed class CreationScriptAnnotation(string script) : IResourceAnnotation
{
    public string Script { get; } = script;
}
