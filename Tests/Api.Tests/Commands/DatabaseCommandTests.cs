using Npgsql;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Commands;

public sealed class DatabaseCommandTests(TestServers servers)
{
    private const string Key = "ConnectionStrings__shopdb";

    [Fact]
    public async Task Migrate_with_seed_prepares_an_empty_database_and_then_finds_nothing_to_do()
    {
        var settings = new Dictionary<string, string?> { [Key] = await servers.CreateDatabaseAsync(empty: true) };

        var first = await ApiProgram.RunAsync("migrate --seed", settings);
        var second = await ApiProgram.RunAsync("migrate --seed", settings);

        Assert.Equal(0, first.ExitCode);
        Assert.Contains("Applied 0001_catalogue", first.Output);
        Assert.Contains("Seeded the test data, scale 1", first.Output);
        Assert.Equal((0, "Nothing to do: the database is up to date."), (second.ExitCode, second.Output.TrimEnd()));
    }

    [Fact]
    public async Task Seeding_before_migrating_says_what_to_do_first()
    {
        var result = await ApiProgram.RunAsync("seed", new Dictionary<string, string?> { [Key] = await servers.CreateDatabaseAsync(empty: true) });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("api migrate", result.Output);
    }

    [Theory]
    [InlineData("", "ConnectionStrings__shopdb is not set")]
    [InlineData("Host=127.0.0.1;Port=1", "cannot be reached")]
    [InlineData("Hst=127.0.0.1", "cannot be read")]
    public async Task A_database_that_cannot_be_had_is_one_line_and_exit_code_1(string connectionString, string expected)
    {
        var result = await ApiProgram.RunAsync("migrate", new Dictionary<string, string?> { [Key] = connectionString });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.Output.TrimEnd().Split('\n')));
    }

    [Theory]
    [InlineData("SELECT 1", 0, "agree")]
    [InlineData("ALTER TABLE products ADD COLUMN colour text", 1, "products.colour")]
    [InlineData("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = '0006_features'", 1, "0006_features")]
    public async Task A_check_fails_when_model_and_database_differ_or_migrations_are_pending(string change, int exitCode, string expected)
    {
        var database = await servers.CreateDatabaseAsync();
        await servers.Postgres.ExecuteAsync(new NpgsqlConnectionStringBuilder(database).Database!, change);

        var result = await ApiProgram.RunAsync("migrate --check", new Dictionary<string, string?> { [Key] = database });

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(expected, result.Output);
    }

    [Fact]
    public async Task A_script_needs_no_database()
    {
        var result = await ApiProgram.RunAsync("migrate --script", new Dictionary<string, string?> { [Key] = null });

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("CREATE TABLE products", result.Output);
        Assert.Contains("GRANT", result.Output);
    }

    [Fact]
    public async Task Test_data_does_not_go_into_production()
    {
        var result = await ApiProgram.RunAsync("migrate --seed", new Dictionary<string, string?>
        {
            [Key] = await servers.CreateDatabaseAsync(empty: true),
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Production", result.Output);
    }

    [Theory]
    [InlineData("", "127.0.0.1:6379", "ConnectionStrings__shopdb")]
    [InlineData("Host=127.0.0.1", "", "ConnectionStrings__redis")]
    public async Task Serving_without_a_connection_string_ends_with_one_line_that_names_it(string database, string redis, string expected)
    {
        var result = await ApiProgram.RunAsync(
            "",
            new Dictionary<string, string?>
            {
                [Key] = database,
                ["ConnectionStrings__redis"] = redis,
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
            });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.Output.TrimEnd().Split('\n')));
    }
}
