using Npgsql;

namespace Platform.Api.Data;

/// <summary>
/// Applies the migrations over plain Npgsql and keeps EF Core's own history table, so that EF Core sees them as its own.
/// Each migration runs in a transaction together with its history row; a lock lets one runner work at a time.
/// </summary>
internal sealed class Migrator(NpgsqlConnection connection)
{
    // Any number that no other program uses on this database.
    private const long LockId = 7_310_001;

    private const string CreateHistory = """
        CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
            "MigrationId" character varying(150) NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
            "ProductVersion" character varying(32) NOT NULL)
        """;

    /// <summary>Applies what is pending and returns the ids of it, in order.</summary>
    /// <exception cref="DataException">The database holds a migration that this program does not know.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"SELECT pg_advisory_lock({LockId})", cancellationToken);
        try
        {
            await connection.ExecuteAsync(CreateHistory, cancellationToken);
            var pending = Pending(await AppliedAsync(cancellationToken));
            foreach (var id in pending)
            {
                await ApplyOneAsync(id, cancellationToken);
            }

            if (pending.Count > 0)
            {
                await connection.ExecuteAsync(MigrationCatalogue.ReadGrants(), cancellationToken);
            }

            return pending;
        }
        finally
        {
            await connection.ExecuteAsync($"SELECT pg_advisory_unlock({LockId})", CancellationToken.None);
        }
    }

    /// <summary>The ids of what is not applied yet.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Pending(await AppliedAsync(cancellationToken));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return MigrationCatalogue.Ids;
        }
    }

    internal static IReadOnlyList<string> Pending(IReadOnlyCollection<string> applied)
    {
        var unknown = applied.Except(MigrationCatalogue.Ids).Order().ToArray();
        if (unknown.Length > 0)
        {
            throw new DataException(
                $"The database holds migrations that this program does not know: {string.Join(", ", unknown)}. " +
                "It was migrated by a newer version: run that version, or reset the database.");
        }

        return [.. MigrationCatalogue.Ids.Except(applied)];
    }

    private Task<List<string>> AppliedAsync(CancellationToken cancellationToken) =>
        connection.QueryAsync("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"", row => row.GetString(0), cancellationToken);

    private async Task ApplyOneAsync(string id, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(MigrationCatalogue.ReadSql(id), cancellationToken);
            await connection.ExecuteAsync(
                "INSERT INTO \"__EFMigrationsHistory\" VALUES ($1, $2)", cancellationToken, id, MigrationCatalogue.ProductVersion);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new DataException($"Migration {id} failed and was rolled back: {e.MessageText} (SQL state {e.SqlState}).", e);
        }
    }
}
