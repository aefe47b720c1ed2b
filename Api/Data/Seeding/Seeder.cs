using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Platform.Api.Data.Seeding;

/// <summary>
/// Puts the test data in place: the base from <c>scripts/seed-test-data.sql</c>, and for a scale above 1 more products by COPY.
/// Deterministic and idempotent: the table <c>seeds</c> remembers the script's hash and the scale.
/// </summary>
internal sealed class Seeder(NpgsqlConnection connection)
{
    public const string Name = "test-data";

    public static string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(MigrationCatalogue.ReadSeed())));

    /// <summary>Applies the seed unless it is there already. Returns whether it did anything.</summary>
    public async Task<bool> ApplyAsync(int scale, CancellationToken cancellationToken)
    {
        var hash = Hash();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("LOCK TABLE seeds IN EXCLUSIVE MODE", cancellationToken);
        var (doneHash, doneScale) = await ReadDoneAsync(cancellationToken);
        if (doneHash == hash && doneScale >= scale)
        {
            return false;
        }

        if (doneHash != hash)
        {
            await connection.ExecuteAsync(MigrationCatalogue.ReadSeed(), cancellationToken);
        }

        if (scale > Math.Max(doneScale, 1))
        {
            await new ProductCopier(connection).CopyAsync(scale, cancellationToken);
        }

        await connection.ExecuteAsync(
            """
            INSERT INTO seeds (name, hash, scale) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, scale = greatest(seeds.scale, excluded.scale), applied_at = now()
            """, cancellationToken, Name, hash, scale);
        await transaction.CommitAsync(cancellationToken);
        await connection.ExecuteAsync("ANALYZE", cancellationToken);
        return true;
    }

    private async Task<(string? Hash, int Scale)> ReadDoneAsync(CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync(
            "SELECT hash, scale FROM seeds WHERE name = $1", row => (row.GetString(0), row.GetInt32(1)), cancellationToken, Name);
        return rows.Count == 0 ? (null, 0) : rows[0];
    }
}
