using Npgsql;
using Platform.Api.Data;
using Platform.Api.Data.Seeding;
using Platform.Api.Tests.Fixtures;
using Platform.Tools;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Platform.Api.Tests.Fixtures;

/// <summary>
/// A real PostgreSQL and a real Redis for all tests of the assembly. The database is migrated and seeded once as a template;
/// each test works on a clone of its own.
/// </summary>
public sealed class TestServers : IAsyncLifetime
{
    private const string Template = "shop_template";

    private readonly string _folder = Directory.CreateTempSubdirectory("platform-api-tests-").FullName;
    private PostgresServer? _postgres;
    private RedisServer? _redis;
    private int _databases;

    internal PostgresServer Postgres => _postgres!;

    internal RedisServer Redis => _redis!;

    public async ValueTask InitializeAsync()
    {
        var tools = await new Toolbox().EnsureAsync([ToolNames.Postgres, ToolNames.Redis]);
        var redis = RedisServer.StartAsync(tools.Redis, Path.Combine(_folder, "redis"));
        _postgres = await PostgresServer.StartAsync(tools.Postgres, Path.Combine(_folder, "postgres"));
        await CreateTemplateAsync();
        _redis = await redis;
    }

    public async ValueTask DisposeAsync()
    {
        await (_postgres?.DisposeAsync() ?? default);
        await (_redis?.DisposeAsync() ?? default);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Makes a database: a clone of the migrated and seeded template, or an empty one.</summary>
    internal async Task<string> CreateDatabaseAsync(bool empty = false)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await Postgres.ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {(empty ? "template0" : Template)}");
        return Postgres.ConnectionString(name);
    }

    private async Task CreateTemplateAsync()
    {
        await Postgres.ExecuteAsync("postgres", $"CREATE DATABASE {Template}");
        await using var connection = new NpgsqlConnection(Postgres.ConnectionString(Template) + ";Pooling=false");
        await connection.OpenAsync();
        await new Migrator(connection).ApplyAsync(default);
        await new Seeder(connection).ApplyAsync(1, default);
    }
}
