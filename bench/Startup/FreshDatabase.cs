using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Platform.Bench;

/// <summary>A copy of the migrated and seeded database, as a test gets one.</summary>
internal static class FreshDatabase
{
    private const string Superuser = "postgres";

    /// <summary>How long one copy takes. Milliseconds.</summary>
    public static async Task<double> MeasureAsync(DistributedApplication app)
    {
        var password = app.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ParameterResource>()
            .Single(p => p.Name == $"{ResourceNames.Postgres}-{Superuser}-password");
        var server = new NpgsqlConnectionStringBuilder(await app.GetConnectionStringAsync(ResourceNames.ShopDb))
        {
            Username = Superuser,
            Password = await password.GetValueAsync(CancellationToken.None),
            Database = Superuser,
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();

        // A template must not be in use: the API is kept out while it is made.
        await ExecuteAsync(connection, $"alter database {ResourceNames.ShopDb} allow_connections false");
        await ExecuteAsync(connection, $"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{ResourceNames.ShopDb}'");
        await ExecuteAsync(connection, $"create database bench_template template {ResourceNames.ShopDb}");
        await ExecuteAsync(connection, $"alter database {ResourceNames.ShopDb} allow_connections true");
        var clock = Stopwatch.StartNew();
        await ExecuteAsync(connection, "create database bench_copy template bench_template strategy file_copy");
        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
