using Npgsql;
using Platform.Api.Data;
using Platform.Api.Data.Seeding;

namespace Platform.Api.Commands;

/// <summary>Recognises in one round trip that every migration and the asked-for seed are in place.</summary>
internal static class NothingToDo
{

    public static async Task<bool> CheckAsync(NpgsqlConnection connection, CommandLine line, CancellationToken cancellationToken)
    {
        if (line.Check || line.Script)
        {
            return false;
        }

        try
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\""),
                    new("SELECT hash, scale FROM seeds WHERE name = $1") { Parameters = { new() { Value = Seeder.Name } } },
                },
            };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            List<string> applied = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                applied.Add(reader.GetString(0));
            }

            if (Migrator.Pending(applied).Count > 0)
            {
                return false;
            }

            await reader.NextResultAsync(cancellationToken);
            return !line.Seed
                || (await reader.ReadAsync(cancellationToken) && reader.GetString(0) == Seeder.Hash() && reader.GetInt32(1) >= line.Scale);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }
}
