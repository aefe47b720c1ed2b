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

    [Fact]
    public async Task The_script_may_be_run_again_and_leaves_what_the_migrator_leaves()
    {
        await using var migrated = await OpenAsync();
        await using var scripted = await OpenAsync(empty: true);
        var script = ModelCommand.Script();
        await scripted.ExecuteAsync(script, default);
        await scripted.ExecuteAsync(script, default);

        Assert.Equal(await DescribeAsync(migrated), await DescribeAsync(scripted));
        Assert.Empty(await new Migrator(scripted).PendingAsync(default));
    }

    [Fact]
    public async Task EF_Core_itself_applies_the_same_migrations()
    {
        await using var migrated = await OpenAsync();
        await using var byEf = await OpenAsync(empty: true);
        await using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(byEf).Options);

        await context.GetService<IMigrator>().MigrateAsync();

        Assert.Equal(await DescribeAsync(migrated), await DescribeAsync(byEf));
    }

    private static Task<List<string>> DescribeAsync(NpgsqlConnection connection) => connection.QueryAsync(
        """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        ORDER BY 1
        """,
        row => row.GetString(0), default);

    private async Task<NpgsqlConnection> OpenAsync(bool empty = false)
    {
        var connection = new NpgsqlConnection(await servers.CreateDatabaseAsync(empty));
        await connection.OpenAsync();
        return connection;
    }
}
