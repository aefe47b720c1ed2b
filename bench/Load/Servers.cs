using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Platform.Api.Tests.Fixtures;
using Platform.Tools;

namespace Platform.Load;

/// <summary>PostgreSQL that writes to disk as in production, Redis and the object store, with their data in a folder of their own.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private const string Database = "shop";
    private const string Password = "shop-customer-1";

    private static readonly string[] Customers = ["anna", "ben", "clara", "david", "elif", "farid", "greta", "hugo"];

    private readonly string _folder;
    private readonly PostgresServer _postgres;
    private readonly RedisServer _redis;
    private readonly StorageServer _storage;

    private Servers(ToolSet tools, string folder, PostgresServer postgres, RedisServer redis, StorageServer storage)
    {
        Tools = tools;
        _folder = folder;
        _postgres = postgres;
        _redis = redis;
        _storage = storage;
        Environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__shopdb"] = ConnectionString,
            ["ConnectionStrings__redis"] = redis.NewDatabase(),
            ["ConnectionStrings__storage"] = storage.NewBucket(),
            ["PLATFORM_LOGS"] = Path.Combine(folder, "logs"),
            ["Paths__Data"] = Path.Combine(folder, "data"),

            // The limits are counted and not reached.
            ["RateLimits__Anonymous"] = "100000000",
            ["RateLimits__User"] = "100000000",
            ["RateLimits__Login"] = "1000",
        };
    }

    public ToolSet Tools { get; }

    public string Folder => _folder;

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The process that PostgreSQL's are below.</summary>
    public int PostgresId => _postgres.ProcessId;

    private string ConnectionString => $"Host=127.0.0.1;Port={_postgres.Port};Database={Database};Username=owner";

    public static async Task<Servers> StartAsync()
    {
        var tools = await new Toolbox().EnsureAsync([ToolNames.Postgres, ToolNames.Redis, ToolNames.Wrk]);
        var folder = Directory.CreateTempSubdirectory("platform-load-").FullName;
        var postgres = PostgresServer.StartAsync(tools.Postgres, Path.Combine(folder, "postgres"), durable: true);
        var redis = RedisServer.StartAsync(tools.Redis, Path.Combine(folder, "redis"));
        var storage = StorageServer.StartAsync(Path.Combine(folder, "storage"));
        await (await postgres).ExecuteAsync("postgres", $"CREATE DATABASE {Database}");
        return new(tools, folder, await postgres, await redis, await storage);
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Command Timeout=300");
        await connection.OpenAsync();
        return connection;
    }

    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Milliseconds, shortest first, that copies of a template take on a server set up as tests have it.</summary>
    public async Task<double[]> MeasureClonesAsync()
    {
        const int copies = 21;
        await using var server = await PostgresServer.StartAsync(Tools.Postgres, Path.Combine(_folder, "volatile"));
        await server.ExecuteAsync("postgres", "CREATE DATABASE template");
        await Programs.RunApiAsync("migrate --seed", new Dictionary<string, string>(Environment) { ["ConnectionStrings__shopdb"] = server.ConnectionString("template") });
        List<double> times = [];
        for (var copy = 0; copy < copies; copy++)
        {
            var started = Stopwatch.GetTimestamp();
            await server.ExecuteAsync("postgres", $"CREATE DATABASE copy_{copy} TEMPLATE template");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return [.. times.Order()];
    }

    /// <summary>Logs every test customer in.</summary>
    public static async Task<string[]> LogInAsync(Uri api)
    {
        using var client = new HttpClient { BaseAddress = api };
        return await Task.WhenAll(Customers.Select(async name =>
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/login", new { email = $"{name}@example.com", password = Password });
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
