using Npgsql;

namespace Platform.Tests.Processes;

/// <summary>Starting and ending the AppHost, gently and not.</summary>
public sealed class StartAndStopTests
{
    private const int ShutDown = 1;

    /// <summary>The promise is 1 s on a quiet machine; the test machine may be busy.</summary>
    private static readonly TimeSpan s_stopBound = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task SIGTERM_ends_everything_and_leaves_nothing()
    {
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();
        Assert.True(run.Descendants.Count > 5, "The environment runs in processes of its own.");

        run.Terminate();

        Assert.Equal(0, await run.WaitForExitAsync(s_stopBound));
        await run.WaitUntilNothingIsLeftAsync(s_stopBound);
        Assert.Empty(run.LeftInTemporaryFolder());
        Assert.False(File.Exists(Path.Combine(run.State, "run.json")), "Nobody is said to run.");
    }

    [Fact]
    public async Task SIGKILL_of_the_AppHost_leaves_no_process_after_a_while()
    {
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();

        run.Kill();

        // 5 s on a quiet machine.
        await run.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Data_is_still_there_after_a_restart_and_its_URLs_are_the_same()
    {
        await using var first = AppHostProcess.Start();
        await first.WaitUntilReadyAsync();
        await ExecuteAsync(first, "update products set name = 'kept over restarts' where id = (select min(id) from products)");
        var url = await PsqlUrlAsync(first);
        first.Terminate();
        await first.WaitForExitAsync();

        await using var second = AppHostProcess.Start(first.State, first.Ports);
        await second.WaitUntilReadyAsync();

        Assert.Equal(url, await PsqlUrlAsync(second));
        Assert.Equal(1L, await ScalarAsync(second, "select count(*) from products where name = 'kept over restarts'"));
    }

    [Fact]
    public async Task PostgreSQL_stops_cleanly_while_a_session_is_open_and_needs_no_recovery()
    {
        await using var first = AppHostProcess.Start();
        await first.WaitUntilReadyAsync();
        await using var session = new NpgsqlConnection(await ConnectionStringAsync(first));
        await session.OpenAsync();

        first.Terminate();
        Assert.Equal(0, await first.WaitForExitAsync(s_stopBound));
        await first.WaitUntilNothingIsLeftAsync(s_stopBound);

        Assert.Equal(ShutDown, await ClusterStateAsync(first));
    }

    [Fact]
    public async Task Rows_that_were_acknowledged_survive_SIGKILL_of_PostgreSQL()
    {
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();
        await ExecuteAsync(run, "create table acknowledged (id int primary key)");

        var acknowledged = 0;
        var writing = Task.Run(async () =>
        {
            await using var connection = new NpgsqlConnection(await ConnectionStringAsync(run));
            await connection.OpenAsync();
            while (true)
            {
                await using var insert = new NpgsqlCommand($"insert into acknowledged values ({acknowledged + 1})", connection);
                await insert.ExecuteNonQueryAsync();
                acknowledged++;
            }
        });
        await Wait.UntilAsync(() => acknowledged > 200, () => $"{acknowledged} rows written");
        await ShopDatabase.KillServerAsync(run);

        await Assert.ThrowsAnyAsync<Exception>(() => writing);
        run.Terminate();
        await run.WaitForExitAsync();

        await using var second = AppHostProcess.Start(run.State, run.Ports);
        await second.WaitUntilReadyAsync();
        Assert.True((long)(await ScalarAsync(second, "select count(*) from acknowledged"))! >= acknowledged);
    }

    private static async Task<string> PsqlUrlAsync(AppHostProcess run)
    {
        await using var verb = AppHostProcess.Start(run.State, run.Ports, ["psql-url"]);
        Assert.Equal(0, await verb.WaitForExitAsync());
        return verb.Output.Trim();
    }

    private static async Task<string> ConnectionStringAsync(AppHostProcess run)
    {
        var url = new Uri(await PsqlUrlAsync(run));
        var user = url.UserInfo.Split(':');
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = user[0],
            Password = Uri.UnescapeDataString(user[1]),
            Database = url.AbsolutePath.TrimStart('/'),
        }.ConnectionString;
    }

    private static async Task ExecuteAsync(AppHostProcess run, string sql) => await ScalarAsync(run, sql);

    private static async Task<object?> ScalarAsync(AppHostProcess run, string sql)
    {
        await using var database = NpgsqlDataSource.Create(await ConnectionStringAsync(run));
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The state in PostgreSQL's control file: <see cref="ShutDown"/> needs no recovery at the next start, any other does.</summary>
    private static async Task<int> ClusterStateAsync(AppHostProcess run)
    {
        // src/include/catalog/pg_control.h: uint64 system_identifier, uint32 pg_control_version, uint32 catalog_version_no, DBState state.
        var control = await File.ReadAllBytesAsync(Path.Combine(run.State, "data", ResourceNames.Postgres, "global", "pg_control"));
        return BitConverter.ToInt32(control, 16);
    }
}
