using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Npgsql;

namespace Platform.Api.Tests.Fixtures;

/// <summary>The API in this process, on a database and a Redis database of its own.</summary>
internal sealed class ShopApp : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string?> _settings;

    private ShopApp(string database, string redis, IReadOnlyDictionary<string, string?>? settings)
    {
        Database = database;
        Redis = redis;
        _settings = new()
        {
            // Tests come from one address.
            ["RateLimits:Login"] = "0",
            ["RateLimits:Anonymous"] = "0",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            _settings[key] = value;
        }

        _settings["ConnectionStrings:shopdb"] = database;
        _settings["ConnectionStrings:redis"] = redis;
    }

    public string Database { get; }

    public string Redis { get; }

    public static async Task<ShopApp> StartAsync(TestServers servers, IReadOnlyDictionary<string, string?>? settings = null) =>
        Start(await servers.CreateDatabaseAsync(), servers.Redis.NewDatabase(), settings);

    public static ShopApp Start(string database, string redis, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var app = new ShopApp(database, redis, settings);
        _ = app.Server;
        return app;
    }

    /// <summary>A client that fails the test when an answer is not described.</summary>
    public new HttpClient CreateClient() => CreateDefaultClient(new DocumentedAnswers());

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T?)await command.ExecuteScalarAsync();
    }

    public async Task ExecuteAsync(string sql) => await ScalarAsync<object>(sql);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
