using Npgsql;
using Platform.Api.Data;
using Platform.Api.Data.Seeding;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Data;

public sealed class MigratorTests(TestServers servers)
{
    [Fact]
    public void Every_listed_migration_has_its_file_and_every_file_is_listed()
    {
        var files = typeof(MigrationCatalogue).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("migrations/", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal) && !name.EndsWith("grants.sql", StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name))
            .Order();

        Assert.Equal(files, MigrationCatalogue.Ids);
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await using var connection = await OpenAsync(empty: true);

        Assert.Equal(MigrationCatalogue.Ids, await new Migrator(connection).ApplyAsync(default));
        Assert.Empty(await new Migrator(connection).ApplyAsync(default));
    }

    [Fact]
    public async Task Two_runners_at_once_apply_each_migration_once()
    {
        var database = await servers.CreateDatabaseAsync(empty: true);
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var connection = await OpenAsync(database);
            return await new Migrator(connection).ApplyAsync(default);
        }));

        Assert.Equal(MigrationCatalogue.Ids, runs.SelectMany(applied => applied));
    }

    [Fact]
    public async Task Who_waits_for_another_runner_is_told_for_whom_and_goes_on_after_it()
    {
        var database = await servers.CreateDatabaseAsync(empty: true);
        await using var holder = await OpenAsync(database + ";Pooling=false;Application Name=other-runner");
        await holder.ExecuteAsync("SELECT pg_advisory_lock(7310001)", default);
        var pid = holder.ProcessID;
        using var process = ApiProgram.Start("migrate", new Dictionary<string, string?> { ["ConnectionStrings__shopdb"] = database });

        var line = await process.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await holder.CloseAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.StartsWith($"Waiting for another runner of migrations: pid {pid} (other-runner, for ", line);
        Assert.EndsWith(" s: SELECT pg_advisory_lock(7310001)).", line);
        Assert.Contains("Applied 0001_catalogue", output);
    }

    [Fact]
    public async Task A_migration_behind_an_open_transaction_gives_way_and_is_tried_again()
    {
        var database = await servers.CreateDatabaseAsync(empty: true);
        await using var blocker = await OpenAsync(database + ";Pooling=false;Application Name=editor");
        await using var transaction = await blocker.BeginTransactionAsync();
        await blocker.ExecuteAsync("CREATE EXTENSION pg_trgm", default);
        await using var connection = await OpenAsync(database);
        var reported = new TaskCompletionSource<string>();

        var migration = new Migrator(connection, line => reported.TrySetResult(line)) { LockTimeout = TimeSpan.FromMilliseconds(50) }.ApplyAsync(default);
        var report = await reported.Task.WaitAsync(TimeSpan.FromSeconds(20));

        // So often that it gives up when nobody ends the transaction.
        var error = await Assert.ThrowsAsync<DataException>(() => migration);
        Assert.Contains($"pid {blocker.ProcessID} (editor, for ", report);
        Assert.Contains("0001_catalogue", report);
        Assert.Contains("end those transactions", error.Message);

        await transaction.RollbackAsync();
        Assert.Equal(MigrationCatalogue.Ids, await new Migrator(connection).ApplyAsync(default));
    }

    [Fact]
    public async Task A_server_that_is_killed_during_a_migration_is_one_line()
    {
        await using var postgres = await servers.StartEmptyPostgresAsync("shop");
        await using var blocker = await OpenAsync(postgres.ConnectionString("shop") + ";Pooling=false");
        await using var transaction = await blocker.BeginTransactionAsync();
        await blocker.ExecuteAsync("CREATE EXTENSION pg_trgm", default);
        using var process = ApiProgram.Start("migrate", new Dictionary<string, string?> { ["ConnectionStrings__shopdb"] = postgres.ConnectionString("shop") });

        // A transaction sees the sessions as they were when it first looked.
        await using var watcher = await OpenAsync(postgres.ConnectionString("shop") + ";Pooling=false");
        await Eventually.TrueAsync(
            async () => (await watcher.QueryAsync("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'migrations' AND wait_event_type = 'Lock'", row => row.GetInt64(0), default))[0] > 0,
            "the migration waits");

        await postgres.KillAsync();

        var errors = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.StartsWith("The database cannot be reached: ", Assert.Single(errors.TrimEnd().Split('\n')));
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_by_the_name_of_its_migration()
    {
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('9999_future', '10.0.0')", default);

        var error = await Assert.ThrowsAsync<DataException>(() => new Migrator(connection).ApplyAsync(default));

        Assert.Contains("9999_future", error.Message);
    }

    [Fact]
    public async Task The_seed_holds_what_was_promised()
    {
        await using var connection = await OpenAsync();

        var (categories, products, lamps) = (await connection.QueryAsync(
            "SELECT (SELECT count(*) FROM categories), (SELECT count(*) FROM products), (SELECT count(*) FROM products WHERE name LIKE '%Lamp')",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), default))[0];

        Assert.True(categories >= 12);
        Assert.Equal(ProductCopier.BaseCount, products);
        Assert.True(lamps >= 5);
    }

    [Fact]
    public async Task Seeding_again_changes_nothing_and_sold_stock_stays_sold()
    {
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync("UPDATE products SET stock = 3 WHERE id = 1; DELETE FROM seeds", default);

        Assert.True(await new Seeder(connection).ApplyAsync(1, default));
        Assert.False(await new Seeder(connection).ApplyAsync(1, default));

        Assert.Equal(3, (await connection.QueryAsync("SELECT stock FROM products WHERE id = 1", row => row.GetInt32(0), default))[0]);
        Assert.Equal(ProductCopier.BaseCount, await CountAsync(connection));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(45)]
    public async Task The_scale_multiplies_the_products_and_keeps_the_indexes(int scale)
    {
        await using var connection = await OpenAsync();
        var indexes = await IndexesAsync(connection);

        await new Seeder(connection).ApplyAsync(scale, default);

        Assert.Equal(scale * ProductCopier.BaseCount, await CountAsync(connection));
        Assert.Equal(indexes, await IndexesAsync(connection));
        Assert.False(await new Seeder(connection).ApplyAsync(2, default));
        await connection.ExecuteAsync("INSERT INTO products (sku, category_id, name, description, price, stock) VALUES ('NEW', 1, 'New', '', 1, 1)", default);
    }

    [Theory]
    [InlineData("app", "UPDATE products SET stock = stock WHERE id = 1", true)]
    [InlineData("app", "INSERT INTO products (sku, category_id, name, description, price, stock) VALUES ('NEW', 1, 'New', '', 1, 1)", true)]
    [InlineData("app", "CREATE TABLE mine (id int)", false)]
    [InlineData("app", "DELETE FROM \"__EFMigrationsHistory\"", false)]
    [InlineData("app", "DROP TABLE products", false)]
    [InlineData("readonly", "SELECT count(*) FROM products", true)]
    [InlineData("readonly", "UPDATE products SET stock = stock WHERE id = 1", false)]
    public async Task Each_role_may_do_its_work_and_no_more(string role, string sql, bool allowed)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync()) { Username = role }.ConnectionString);
        await connection.OpenAsync();

        var error = await Record.ExceptionAsync(() => connection.ExecuteAsync(sql, default));

        Assert.Equal(allowed ? null : PostgresErrorCodes.InsufficientPrivilege, (error as PostgresException)?.SqlState);
    }

    private static Task<List<string>> IndexesAsync(NpgsqlConnection connection) => connection.QueryAsync(
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'products' ORDER BY 1", row => row.GetString(0), default);

    private static async Task<long> CountAsync(NpgsqlConnection connection) =>
        (await connection.QueryAsync("SELECT count(*) FROM products", row => row.GetInt64(0), default))[0];

    private async Task<NpgsqlConnection> OpenAsync(bool empty = false) => await OpenAsync(await servers.CreateDatabaseAsync(empty));

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        return connection;
    }
}
