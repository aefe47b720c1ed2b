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
    private readonly Lazy<Task<StorageServer>> _storage;
    private ToolSet? _tools;
    private int _databases;
    private int _folders;

    public TestServers() => _storage = new(StartStorageAsync);

    internal PostgresServer Postgres => _postgres!;

    internal RedisServer Redis => _redis!;

    /// <summary>The object store; started by the first test that needs it.</summary>
    internal Task<StorageServer> StorageAsync() => _storage.Value;

    public async ValueTask InitializeAsync()
    {
        _tools = await new Toolbox().EnsureAsync([ToolNames.Postgres, ToolNames.Redis]);
        var redis = StartRedisAsync();
        _postgres = await StartPostgresAsync(Template);
        _redis = await redis;
    }

    public async ValueTask DisposeAsync()
    {
        await (_postgres?.DisposeAsync() ?? default);
        await (_redis?.DisposeAsync() ?? default);
        if (_storage.IsValueCreated)
        {
            await (await _storage.Value).DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Makes a database: a clone of the migrated and seeded template, or an empty one.</summary>
    internal async Task<string> CreateDatabaseAsync(bool empty = false)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await Postgres.ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {(empty ? "template0" : Template)}");
        return Postgres.ConnectionString(name);
    }

    /// <summary>A Redis server of one's own, to be stopped by a test.</summary>
    internal Task<RedisServer> StartRedisAsync() => RedisServer.StartAsync(_tools!.Redis, NewFolder("redis"));

    /// <summary>An object store of one's own, to be stopped by a test.</summary>
    internal Task<StorageServer> StartStorageAsync() => StorageServer.StartAsync(NewFolder("storage"));

    /// <summary>An object store that answers in a region and under one more name.</summary>
    internal Task<StorageServer> StartStorageAsync(string region, string? domain) => StorageServer.StartAsync(NewFolder("storage"), region, domain);

    /// <summary>A PostgreSQL server of one's own with a migrated and seeded database, to be stopped by a test.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="durable">Whether what was committed outlives a crash.</param>
    internal async Task<PostgresServer> StartPostgresAsync(string database, bool durable = false)
    {
        var server = await StartEmptyPostgresAsync(database, durable);
        await using var connection = new NpgsqlConnection(server.ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await new Migrator(connection).ApplyAsync(default);
        await new Seeder(connection).ApplyAsync(1, default);
        return server;
    }

    /// <summary>A PostgreSQL server of one's own with an empty database.</summary>
    internal async Task<PostgresServer> StartEmptyPostgresAsync(string database, bool durable = false)
    {
        var server = await PostgresServer.StartAsync(_tools!.Postgres, NewFolder("postgres"), durable);
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {database}");
        return server;
    }

    private string NewFolder(string name) => Path.Combine(_folder, $"{name}-{Interlocked.Increment(ref _folders)}");
}
