using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Platform.AppHost.Health;
using Platform.AppHost.Ports;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Tests;

/// <summary>A real server on a data directory from the template.</summary>
public sealed class PostgresTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")]
    [InlineData("SELECT 1 WHERE current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'")]
    [InlineData("SELECT 1 WHERE current_setting('log_min_duration_statement') = '250ms'")]
    [InlineData("SELECT 1 WHERE current_setting('listen_addresses') = '127.0.0.1' AND current_setting('unix_socket_directories') = ''")]
    [InlineData("SELECT 1 FROM pg_database WHERE datname = 'shopdb' AND pg_get_userbyid(datdba) = 'owner' AND pg_encoding_to_char(encoding) = 'UTF8'")]
    public async Task The_server_is_set_up(string sql) => Assert.Equal(1, await server.ExecuteAsync("postgres", sql));

    [Fact]
    public async Task The_owner_changes_the_schema_and_the_others_use_what_it_made()
    {
        await server.ExecuteAsync("owner", "CREATE TABLE things (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)");

        await server.ExecuteAsync("app", "INSERT INTO things (name) VALUES ('lamp')");
        Assert.Equal("lamp", await server.ExecuteAsync("readonly", "SELECT name FROM things"));

        await AssertDenied("app", "CREATE TABLE more (id int)");
        await AssertDenied("app", "DROP TABLE things");
        await AssertDenied("readonly", "INSERT INTO things (name) VALUES ('chair')");
        await AssertDenied("exporter", "SELECT name FROM things");
        await AssertDenied("owner", "CREATE ROLE friend");
    }

    [Fact]
    public async Task The_exporter_reads_statistics() =>
        Assert.IsType<long>(await server.ExecuteAsync("exporter", "SELECT count(*) FROM pg_stat_statements"));

    [Theory]
    [InlineData("app")]
    [InlineData("postgres")]
    public async Task Nobody_gets_in_without_the_password(string role)
    {
        await using var connection = server.Connect(role, password: "guess");

        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Equal("28P01", error.SqlState);
    }

    [Fact]
    public async Task The_probe_sees_a_server_that_accepts_sessions()
    {
        var probe = new PostgresProbe(_ => ValueTask.FromResult(server.Port), "app", "shopdb");

        Assert.Equal(HealthStatus.Healthy, (await probe.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    [Fact]
    public async Task The_probe_sees_that_nobody_listens()
    {
        using var free = PortReservation.TakeAny();
        var probe = new PostgresProbe(_ => ValueTask.FromResult(free.Port), "app", "shopdb");

        Assert.Equal(HealthStatus.Unhealthy, (await probe.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    [Fact]
    public void Data_that_another_server_has_open_is_refused_with_its_pid() =>
        Assert.Matches(@"is open in another PostgreSQL server \(pid \d+\)", Assert.Throws<PlatformException>(server.NewCluster(server.Tool).Check).Message);

    private async Task AssertDenied(string role, string sql) =>
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => server.ExecuteAsync(role, sql))).SqlState);
}
