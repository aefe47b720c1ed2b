using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Platform.Api.Commands;
using Platform.Api.Data;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Data;

public sealed class SchemaTests(TestServers servers)
{
    [Fact]
    public void The_migrations_EF_Core_knows_are_the_listed_ones_each_following_the_one_before()
    {
        var links = MigrationChain.OfThisProgram();

        Assert.Empty(MigrationChain.Conflicts(links));
        Assert.Equal(MigrationCatalogue.Ids, links.Select(link => link.Id));
        Assert.Equal(MigrationCatalogue.Ids.Prepend(null).SkipLast(1), links.Select(link => link.Parent));
    }

    [Fact]
    public void Migrations_of_two_branches_that_conflict_are_named()
    {
        string[] conflicts =
        [
            .. MigrationChain.Conflicts(
                [new("0001_a", null), new("0002_b", "0001_a"), new("0002_c", "0001_a"), new("0003_d", "0009_x")]),
        ];

        Assert.Contains(conflicts, line => line.StartsWith("0002_b and 0002_c have the same number", StringComparison.Ordinal));
        Assert.Contains(conflicts, line => line.StartsWith("0002_b and 0002_c both follow 0001_a", StringComparison.Ordinal));
        Assert.Contains(conflicts, line => line.StartsWith("0003_d follows 0009_x, which does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Model_and_database_agree()
    {
        await using var connection = await OpenAsync();

        await ModelCommand.CheckAsync(connection, default);
    }

    [Theory]
    [InlineData("ALTER TABLE products DROP COLUMN stock", "products.stock: the model has it (integer not null), the database does not.")]
    [InlineData("ALTER TABLE products ADD COLUMN weight integer", "products.weight: the database has it (integer null), the model does not.")]
    [InlineData("ALTER TABLE products ALTER COLUMN price TYPE numeric(12, 2)", "products.price: the model says numeric(10,2) not null, the database numeric(12,2) not null.")]
    [InlineData("ALTER TABLE products ALTER COLUMN sku DROP NOT NULL", "products.sku: the model says text not null, the database text null.")]
    [InlineData("ALTER TABLE products DROP CONSTRAINT products_category_id_fkey", "foreign key products (category_id) to categories: the model has it, the database does not.")]
    public async Task A_database_that_drifted_is_told_apart_line_by_line(string change, string expected)
    {
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(change, default);

        var error = await Assert.ThrowsAsync<DataException>(() => ModelCommand.CheckAsync(connection, default));

        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("ALTER TABLE orders DROP CONSTRAINT orders_idempotency_key", "constraint orders_idempotency_key on orders: UNIQUE (user_id, idempotency_key): the migrations leave it")]
    [InlineData("ALTER TABLE users DROP CONSTRAINT users_email_check", "constraint users_email_check on users: CHECK ((email = lower(email))): the migrations leave it")]
    [InlineData("DROP INDEX products_search_index", "index products_search_index on products: gin (search): the migrations leave it")]
    [InlineData("CREATE UNIQUE INDEX one_name ON products (name)", "index one_name on products: unique btree (name): the database has it")]
    [InlineData("DROP TRIGGER products_renamed ON products", "trigger products_renamed on products: AFTER UPDATE OF name ON public.products")]
    [InlineData("ALTER TABLE products DISABLE TRIGGER products_renamed", "(disabled): the database has it")]
    [InlineData("DROP PROCEDURE recount_products", "procedure recount_products()")]
    [InlineData("CREATE OR REPLACE FUNCTION words_of(name text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS 'SELECT name'", "function words_of(name text) returns SETOF text immutable: body")]
    [InlineData("ALTER TABLE jobs ALTER COLUMN attempts DROP DEFAULT", "column jobs.attempts integer not null default 0: the migrations leave it")]
    [InlineData("REVOKE DELETE ON orders FROM app", "grant to app on orders: DELETE, INSERT, SELECT, UPDATE: the migrations leave it")]
    [InlineData("GRANT SELECT ON users TO readonly", "grant to readonly on users: SELECT: the database has it")]
    public async Task What_the_model_does_not_know_of_is_missed_too(string change, string expected)
    {
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(change, default);

        var error = await Assert.ThrowsAsync<DataException>(() => ModelCommand.CheckAsync(connection, default));

        Assert.Contains(expected, error.Message);
    }

    /// <summary><c>PLATFORM_UPDATE_SCHEMA=1 dotnet test Tests/Api.Tests --filter FullyQualifiedName~SchemaTests</c> writes it anew.</summary>
    [Fact]
    public async Task The_expected_catalogue_is_what_the_migrations_leave()
    {
        await using var connection = await OpenAsync();
        var lines = await SchemaCatalogue.DescribeAsync(connection, default);
        var file = Path.Combine(Repository.Root, "Api", "Data", "Migrations", "catalogue.txt");
        if (Environment.GetEnvironmentVariable("PLATFORM_UPDATE_SCHEMA") == "1")
        {
            await File.WriteAllLinesAsync(file, lines);
        }

        Assert.True(
            (await File.ReadAllLinesAsync(file)).SequenceEqual(lines),
            "Api/Data/Migrations/catalogue.txt is not what the migrations leave. Write it anew: PLATFORM_UPDATE_SCHEMA=1 dotnet test Tests/Api.Tests --filter FullyQualifiedName~SchemaTests; then build again.");
    }

    [Fact]
    public async Task Conflicting_migrations_fail_the_check_without_a_database_and_are_not_applied()
    {
        MigrationLink[] chain = [.. MigrationChain.OfThisProgram(), new("0004_refunds", "0003_jobs")];
        await using var errors = new StringWriter();

        Assert.Equal(1, await DatabaseCommand.RunAsync(new("migrate", Check: true), () => chain, errors, default));
        Assert.Contains("0004_orders and 0004_refunds have the same number", errors.ToString());
        Assert.Contains("0004_orders and 0004_refunds both follow 0003_jobs", errors.ToString());

        await using var connection = await OpenAsync(empty: true);
        var error = await Assert.ThrowsAsync<DataException>(() => new Migrator(connection) { Chain = () => chain }.ApplyAsync(default));
        Assert.Contains("0004_refunds", error.Message);
        Assert.Equal(MigrationCatalogue.Ids, await new Migrator(connection).PendingAsync(default));
    }

    [Fact]
    public async Task The_script_may_be_run_again_and_leaves_what_the_migrator_leaves()
    {
        await using var migrated = await OpenAsync();
        await using var scripted = await OpenAsync(empty: true);
        var script = ModelCommand.Script();
        await scripted.ExecuteAsync(script, default);
        await scripted.ExecuteAsync(script, default);

        Assert.Equal(await SchemaCatalogue.DescribeAsync(migrated, default), await SchemaCatalogue.DescribeAsync(scripted, default));
        Assert.Empty(await new Migrator(scripted).PendingAsync(default));
    }

    [Fact]
    public async Task EF_Core_itself_applies_the_same_migrations()
    {
        await using var migrated = await OpenAsync();
        await using var byEf = await OpenAsync(empty: true);
        await using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(byEf).Options);

        await context.GetService<IMigrator>().MigrateAsync();

        // It knows nothing of roles.
        Assert.Equal(
            (await SchemaCatalogue.DescribeAsync(migrated, default)).Where(line => !line.StartsWith("grant ", StringComparison.Ordinal)),
            await SchemaCatalogue.DescribeAsync(byEf, default));
    }

    private async Task<NpgsqlConnection> OpenAsync(bool empty = false)
    {
        var connection = new NpgsqlConnection(await servers.CreateDatabaseAsync(empty));
        await connection.OpenAsync();
        return connection;
    }
}
