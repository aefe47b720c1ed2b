using Npgsql;

namespace Platform.Api.Data;

/// <summary>
/// Applies the migrations over plain Npgsql and keeps EF Core's own history table, so that EF Core sees them as its own.
/// Each migration runs in a transaction together with its history row; a lock lets one runner work at a time.
/// </summary>
/// <param name="connection">The owner's connection.</param>
/// <param name="report">Is told in one line when there is something to wait for.</param>
internal sealed class Migrator(NpgsqlConnection connection, Action<string>? report = null)
{
    private const int MaxAttempts = 6;

    private const string CreateHistory = """
        CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
            "MigrationId" character varying(150) NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
            "ProductVersion" character varying(32) NOT NULL)
        """;

    // Who has been inside of a transaction for as long as the migration waited is who it waited for.
    private const string OpenTransactions = """
        SELECT pid, coalesce(application_name, ''), coalesce(query, ''), extract(epoch FROM clock_timestamp() - xact_start)::float8
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < clock_timestamp() - $1 * interval '1 second'
        ORDER BY xact_start LIMIT 3
        """;

    private readonly Action<string> _report = report ?? (_ => { });

    /// <summary>
    /// How long a migration waits for a lock on a table before it is rolled back and tried again: everybody who uses the table waits
    /// behind it.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The migrations that the program holds; they are looked at for conflicts before any is applied.</summary>
    public Func<IReadOnlyList<MigrationLink>> Chain { get; init; } = MigrationChain.OfThisProgram;

    /// <summary>Applies what is pending and returns the ids of it, in order.</summary>
    /// <exception cref="DataException">The migrations conflict, one fails, or the database holds one that this program does not know.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken)
    {
        var runner = new MigrationLock(connection, _report);
        await runner.TakeAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(CreateHistory, cancellationToken);
            var pending = Pending(await AppliedAsync(cancellationToken));
            if (pending.Count > 0)
            {
                MigrationChain.ThrowIfConflicting(Chain());
            }

            foreach (var id in pending)
            {
                await ApplyOneAsync(id, isLast: id == pending[^1], cancellationToken);
            }

            return pending;
        }
        finally
        {
            await runner.ReleaseAsync();
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

    private async Task ApplyOneAsync(string id, bool isLast, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await TryApplyAsync(id, isLast, cancellationToken); attempt++)
        {
            var holders = await connection.QueryAsync(
                OpenTransactions,
                row => MigrationLock.Describe(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetDouble(3)), cancellationToken, LockTimeout.TotalSeconds);
            var why = $"Migration {id} waited {LockTimeout.TotalSeconds:0.#} s for a lock. Open transactions: {(holders.Count > 0 ? string.Join(", ", holders) : "none by now")}";
            if (attempt == MaxAttempts)
            {
                throw new DataException($"{why}. It was tried {MaxAttempts} times and rolled back each time: end those transactions, then migrate again.");
            }

            _report($"{why}. Trying again.");
        }
    }

    /// <summary>False when it could not have a lock that it needs.</summary>
    private async Task<bool> TryApplyAsync(string id, bool isLast, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync($"SET LOCAL lock_timeout = {LockTimeout.TotalMilliseconds:0}", cancellationToken);
            await connection.ExecuteAsync(MigrationCatalogue.ReadSql(id), cancellationToken);
            if (isLast)
            {
                // Together with it: a runner that ends here would otherwise leave tables that nobody may read, and nothing pending.
                await connection.ExecuteAsync(MigrationCatalogue.ReadGrants(), cancellationToken);
            }

            await connection.ExecuteAsync(
                "INSERT INTO \"__EFMigrationsHistory\" VALUES ($1, $2)", cancellationToken, id, MigrationCatalogue.ProductVersion);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
        catch (PostgresException e)
        {
            throw new DataException($"Migration {id} failed and was rolled back: {e.MessageText} (SQL state {e.SqlState}).", e);
        }
    }
}
