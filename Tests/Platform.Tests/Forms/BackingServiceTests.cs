using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Tests.InProcess;

namespace Platform.Tests.Forms;

/// <summary>What backing services promise, whatever their form. Each form has a class that runs all of it.</summary>
public abstract partial class BackingServiceTests(BackingServiceTests.Environment environment)
{
    private DistributedApplication App => environment.App;

    [Fact]
    public async Task Postgres_has_the_roles_with_no_more_rights_than_their_work_needs()
    {
        await RequireAsync();
        await using var database = await DatabaseAsync();

        Assert.Equal(
            ["app -s -d", "exporter -s -d", "owner -s -d", "postgres +s +d", "readonly -s -d"],
            await ColumnAsync(database, "select rolname || case when rolsuper then ' +s' else ' -s' end || case when rolcreatedb then ' +d' else ' -d' end from pg_roles where rolcanlogin order by 1"));
        Assert.Equal(
            ["app tables no, rows yes", "exporter tables no, rows no", "owner tables yes, rows yes", "readonly tables no, rows no"],
            await ColumnAsync(database, """
                select rolname || ' tables ' || case when has_schema_privilege(rolname, 'public', 'create') then 'yes' else 'no' end
                    || ', rows ' || case when has_table_privilege(rolname, 'products', 'insert') then 'yes' else 'no' end
                from pg_roles where rolcanlogin and not rolsuper order by 1
                """));
        Assert.Equal(["shopdb"], await ColumnAsync(database, "select datname from pg_database where datallowconn and has_database_privilege('app', datname, 'connect') order by 1"));
    }

    [Fact]
    public async Task Connection_strings_say_the_same_things()
    {
        await RequireAsync();
        Assert.Equal(["Host", "Port", "Database", "Username", "Password"], Settings(await ConnectionStringAsync(ResourceNames.ShopDb), ';').Keys);
        Assert.Equal(["", "password"], Settings(await ConnectionStringAsync(ResourceNames.Redis), ',').Keys);
        Assert.Equal(["Endpoint", "AccessKey", "SecretKey", "Bucket", "Region"], Settings(await ConnectionStringAsync(ResourceNames.Storage), ';').Keys);
    }

    [Fact]
    public async Task Exporters_log_in_see_statistics_and_no_data()
    {
        await RequireAsync();
        using var redis = await RedisClient.ConnectAsync($"{(await ConnectionStringAsync(ResourceNames.Redis)).Split(',')[0]},password={await PasswordAsync("redis-exporter-password")}", "exporter");
        Assert.Contains("connected_clients", await redis.AskAsync("INFO", "clients"), StringComparison.Ordinal);
        Assert.StartsWith("NOPERM", (await Assert.ThrowsAsync<IOException>(() => redis.AskAsync("GET", "any"))).Message, StringComparison.Ordinal);

        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await ConnectionStringAsync(ResourceNames.ShopDb))
        {
            Username = "exporter", Password = await PasswordAsync("postgres-exporter-password"), Pooling = false,
        });
        Assert.NotEmpty(await ColumnAsync(database, "select query from pg_stat_statements where query <> '<insufficient privilege>' limit 1"));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ColumnAsync(database, "select name from products limit 1"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task Postgres_lets_nobody_in_without_the_password()
    {
        await RequireAsync();
        var settings = new NpgsqlConnectionStringBuilder(await ConnectionStringAsync(ResourceNames.ShopDb)) { Pooling = false };
        foreach (var password in (string?[])["wrong", null])
        {
            settings.Password = password;
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.OpenAsync());
        }
    }

    [Fact]
    public async Task Postgres_has_the_extensions_and_the_settings()
    {
        await RequireAsync();
        await using var database = await DatabaseAsync();

        Assert.Equal(["pg_stat_statements", "pg_trgm"], await ColumnAsync(database, "select extname::text from pg_extension where extname like 'pg\\_%' order by 1"));
        Assert.Equal(
            ["jit=off", "log_min_duration_statement=250ms", "max_connections=200", "password_encryption=scram-sha-256", "shared_buffers=128MB", "TimeZone=UTC", "work_mem=16MB"],
            (await ColumnAsync(database, """
                select name || '=' || current_setting(name) from pg_settings
                where name in ('jit', 'log_min_duration_statement', 'max_connections', 'password_encryption', 'shared_buffers', 'TimeZone', 'work_mem')
                """)).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(["statements are recorded"], await ColumnAsync(database, "select 'statements are recorded' from pg_stat_statements limit 1"));
        Assert.Equal(["17 b C.UTF-8 UTF8"], await ColumnAsync(
            database,
            "select current_setting('server_version_num')::int / 10000 || ' ' || datlocprovider::text || ' ' || datlocale || ' ' || pg_encoding_to_char(encoding) from pg_database where datname = current_database()"));
    }

    [Fact]
    public async Task The_shop_serves_from_the_migrated_and_seeded_database()
    {
        await RequireAsync();
        using var api = App.CreateHttpClient(ResourceNames.Api);

        Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
        using var ready = await api.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Redis_wants_the_password_and_has_the_settings()
    {
        await RequireAsync();
        var connectionString = await ConnectionStringAsync(ResourceNames.Redis);
        using (var stranger = await RedisClient.ConnectAsync(connectionString.Split(',')[0]))
        {
            Assert.StartsWith("NOAUTH", (await Assert.ThrowsAsync<IOException>(() => stranger.AskAsync("PING"))).Message, StringComparison.Ordinal);
        }

        using var redis = await RedisClient.ConnectAsync(connectionString);
        Assert.Equal("maxmemory 268435456", await redis.AskAsync("CONFIG", "GET", "maxmemory"));
        Assert.Equal("maxmemory-policy allkeys-lru", await redis.AskAsync("CONFIG", "GET", "maxmemory-policy"));
    }

    [Fact]
    public async Task Redis_keeps_carts()
    {
        await RequireAsync();
        using var api = App.CreateHttpClient(ResourceNames.Api);
        using var login = await api.PostAsJsonAsync("/api/v1/login", new { email = "anna@example.com", password = "shop-customer-1" });
        api.DefaultRequestHeaders.Authorization = new("Bearer", (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString());

        (await api.PutAsJsonAsync("/api/v1/cart/items/1", new { quantity = 2 })).EnsureSuccessStatusCode();

        var cart = await api.GetFromJsonAsync<JsonElement>("/api/v1/cart");
        Assert.Equal([2], cart.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("quantity").GetInt32()));
    }

    [Fact]
    public async Task The_cache_can_be_flushed()
    {
        await RequireAsync();
        using var redis = await RedisClient.ConnectAsync(await ConnectionStringAsync(ResourceNames.Redis));
        await redis.AskAsync("SET", "of-a-test", "1");

        var flushed = await App.ResourceCommands.ExecuteCommandAsync(ResourceNames.Redis, "flush-cache").WaitAsync(Wait.Bound);

        Assert.True(flushed.Success, flushed.Message);
        Assert.Equal("", await redis.AskAsync("GET", "of-a-test"));
    }

    [Fact]
    public async Task The_storage_has_the_bucket_with_the_seeded_images_and_can_be_emptied()
    {
        await RequireAsync();
        await App.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Storage).WaitAsync(Wait.Bound);

        // The API puts images there after its start.
        var deleted = "";
        await Wait.UntilAsync(
            async () =>
            {
                var result = await App.ResourceCommands.ExecuteCommandAsync(ResourceNames.Storage, "empty-bucket");
                deleted = result.Message;
                return result.Success && deleted is not "Deleted 0 versions.";
            },
            () => $"the bucket stays empty: {deleted}");
        Assert.StartsWith("Deleted ", deleted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_listens_on_this_machine_only()
    {
        await RequireAsync();
        foreach (var (name, endpoint) in (ReadOnlySpan<(string, string)>)[(ResourceNames.Postgres, "tcp"), (ResourceNames.Redis, "tcp"), (ResourceNames.Storage, "http")])
        {
            var port = App.GetEndpoint(name, endpoint).Port;
            Assert.All(
                System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == port),
                listener => Assert.True(IPAddress.IsLoopback(listener.Address), $"{name} listens on {listener}"));
        }
    }

    private static async Task<List<string>> ColumnAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    /// <summary>The settings of a connection string, in its order; the first of Redis has no name.</summary>
    private static OrderedDictionary<string, string> Settings(string connectionString, char separator) =>
        new(connectionString.Split(separator).Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair is [_, _] ? pair[0] : "", pair[^1])));

    private async Task<string> PasswordAsync(string parameter) =>
        (await App.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ParameterResource>().Single(resource => resource.Name == parameter).GetValueAsync(default))!;

    private Task RequireAsync() => environment.RequireAsync();

    private async Task<string> ConnectionStringAsync(string resource) => (await App.GetConnectionStringAsync(resource))!;

    private async Task<NpgsqlDataSource> DatabaseAsync() => NpgsqlDataSource.Create(await ConnectionStringAsync(ResourceNames.ShopDb));

    /// <summary>An environment in one form.</summary>
    public abstract class Environment(string form, params string[] arguments) : IAsyncLifetime
    {
        private IDistributedApplicationTestingBuilder? _builder;
        private DistributedApplication? _app;

        /// <summary>The application; every required resource is healthy.</summary>
        public DistributedApplication App => _app ?? throw new InvalidOperationException("The environment could not be started; a test asks for it first.");

        /// <summary>Skips a test, with the reason, where this form cannot be had.</summary>
        public abstract Task RequireAsync();

        /// <inheritdoc />
        public async ValueTask InitializeAsync()
        {
            if (await CanStartAsync())
            {
                (_builder, _app) = await ShopFixture.StartAsync(configure: null, [$"--Platform:Form={form}", .. arguments]);
            }
        }

        /// <inheritdoc />
        public async ValueTask DisposeAsync()
        {
            if (_app is not null)
            {
                await _app.DisposeAsync();
                await _builder!.DisposeAsync();
            }
        }

        /// <summary>Whether it is to be started.</summary>
        protected abstract Task<bool> CanStartAsync();
    }
}
