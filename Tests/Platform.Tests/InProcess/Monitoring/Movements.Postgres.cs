using Npgsql;
using Platform.AppHost;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>What has to happen in PostgreSQL.</summary>
internal sealed partial class Movements
{
    private readonly List<IDisposable> _sessions = [];
    private readonly List<IDisposable> _transactions = [];
    private (NpgsqlConnection Holds, NpgsqlConnection Waits, Task Waiting)? _lock;

    // A pool that has settled keeps its connections: others come.
    private async Task OpenSessionAsync()
    {
        if (_sessions.Count < 10)
        {
            _sessions.Add(await ConnectAsync());
        }
    }

    // Those of the API are over before anybody looks, unless the machine is busy.
    private async Task IdleInTransactionAsync()
    {
        if (_transactions.Count == 0)
        {
            var session = await ConnectAsync();
            _transactions.Add(session);
            await ExecuteAsync(session, "begin");
        }
    }

    private async Task WaitForLockAsync()
    {
        if (_lock is null)
        {
            var (holds, waits) = (await ConnectAsync(), await ConnectAsync());
            await ExecuteAsync(holds, "select pg_advisory_lock(1)");
            _lock = (holds, waits, ExecuteAsync(waits, "select pg_advisory_lock(1)"));
        }
    }

    private async Task EndLockAsync()
    {
        if (_lock is { } held)
        {
            await held.Holds.DisposeAsync();
            await held.Waiting;
            await held.Waits.DisposeAsync();
            _lock = null;
        }
    }

    // Everything that the shop reads is in memory: a table that is larger than what a session keeps of it has to be read anew.
    private Task MissCacheAsync() => AsSuperuserAsync(
        "set temp_buffers = '800kB'",
        "create temporary table movement as select repeat('x', 1000) as text from generate_series(1, 3000)",
        "select count(*) from movement",
        "select pg_stat_force_next_flush()"); // else what is counted goes with the table

    private async Task AsSuperuserAsync(params string[] statements)
    {
        await using var session = new NpgsqlConnection(await _shop.SuperuserConnectionAsync());
        await session.OpenAsync();
        foreach (var statement in statements)
        {
            await ExecuteAsync(session, statement);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var session = new NpgsqlConnection($"{await _shop.App.GetConnectionStringAsync(ResourceNames.ShopDb)};Pooling=false");
        await session.OpenAsync();
        return session;
    }

    private static async Task ExecuteAsync(NpgsqlConnection session, string statement)
    {
        await using var command = new NpgsqlCommand(statement, session) { CommandTimeout = 0 }; // one waits for a lock until it is let go
        await command.ExecuteNonQueryAsync();
    }
}
