using System.Diagnostics;
using Npgsql;
using Platform.AppHost;
using Platform.AppHost.Health;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>What has to happen before the answers of some queries move: the use of the shop alone does not change them. All of it is undone.</summary>
internal sealed class Movements : IAsyncDisposable
{
    private const string MaximumMemory = "256mb"; // what the AppHost sets

    // A service that is down fires an alert, of which no mail arrives.
    private const string NotificationsFailed = "alertmanager_notifications_failed";

    private readonly WatchedShop _shop;
    private readonly ShopTraffic _traffic;
    private readonly Movement[] _movements;
    private readonly List<IDisposable> _sessions = [];
    private readonly List<IDisposable> _clients = [];
    private readonly HashSet<string> _stopped = [];
    private NpgsqlConnection? _transaction;
    private (NpgsqlConnection Holds, NpgsqlConnection Waits, Task Waiting)? _lock;

    public Movements(WatchedShop shop, ShopTraffic traffic)
    {
        _shop = shop;
        _traffic = traffic;
        _movements =
        [
            new(["http_errors", "http_response_status_code=~\"5..\"", "dotnet_exceptions"], FailRequestsAsync),
            new(["dotnet_thread_pool_queue_length"], CrowdAsync),
            new(["jobs_queue", "jobs_dead", "job_failures"], FillQueueAsync, EmptyQueueAsync),
            new(["pg_activity_connections", "postgres:connections"], OpenSessionAsync, () => End(_sessions)),
            new(["pg_activity_longest_idle_transaction"], IdleInTransactionAsync, EndTransactionAsync),
            new(["pg_activity_waiting_for_locks", "pg_activity_longest_statement"], WaitForLockAsync, EndLockAsync),
            new(["pg_database_rollbacks"], () => AsSuperuserAsync("begin", "rollback")),
            new(["postgres:cache_hits"], MissCacheAsync),
            new(["node_disk_read"], ReadDiskAsync),
            new(["pg_wal_size_bytes"], () => AsSuperuserAsync("select pg_switch_wal()")),
            new(["pg_wal_max_size_bytes"],
                () => AsSuperuserAsync("alter system set max_wal_size = '2GB'", "select pg_reload_conf()"),
                () => AsSuperuserAsync("alter system reset max_wal_size", "select pg_reload_conf()")),
            new(["pg_slot_retained_bytes"],
                () => AsSuperuserAsync("select pg_create_physical_replication_slot('watched', true) where not exists (select from pg_replication_slots)"),
                () => AsSuperuserAsync("select pg_drop_replication_slot('watched')")),
            new(["redis_connected_clients", "redis_memory_used_rss_bytes"], UseRedisAsync, () => End(_clients)),
            new(["redis_expired_keys"], ExpireAsync),
            new(["redis_evicted_keys"], EvictAsync),
            new(["(up", "(probe_success", "outcome=\"error\"", NotificationsFailed], () => StopAsync(ResourceNames.Storage), () => StartAsync(ResourceNames.Storage)),
            new([NotificationsFailed], () => StopAsync(ResourceNames.Mail), () => StartAsync(ResourceNames.Mail)),
        ];
    }

    /// <summary>Does what one of the queries needs, again each time, until none needs it; then it is undone.</summary>
    public async Task RunAsync(IReadOnlyCollection<string> queries)
    {
        foreach (var movement in _movements)
        {
            if (queries.Any(query => movement.Fragments.Any(fragment => query.Contains(fragment, StringComparison.Ordinal))))
            {
                movement.HasBegun = true;
                await movement.BeginAsync();
            }
            else
            {
                await movement.EndAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var movement in _movements)
        {
            await movement.EndAsync();
        }
    }

    // More requests at once than there are threads, for longer than it takes until the metrics are read again. These count for no limit.
    private async Task CrowdAsync()
    {
        using var api = _shop.App.CreateHttpClient(ResourceNames.Api, "http");
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                using var answer = await api.GetAsync("/health/live", CancellationToken.None);
            }
        }));
    }

    // Redis is gone: requests that need it fail.
    private async Task FailRequestsAsync()
    {
        await _shop.App.CutOffAsync(ResourceNames.Redis);
        try
        {
            // The first failure begins a series; the next one is its first increase.
            const string failures = "sum(increase(http_server_request_duration_seconds_count{http_response_status_code=~\"5..\"}[1m])) > 0";
            await Wait.UntilAsync(
                async () =>
                {
                    await _traffic.RunAsync();
                    return (await _shop.Prometheus.QueryAsync(failures)).Count > 0;
                },
                () => "no request fails while Redis is gone");
        }
        finally
        {
            await _shop.App.HealAsync(ResourceNames.Redis);
        }
    }

    // Jobs that cannot be done and are put aside, more than are worked off between two scrapes.
    private async Task FillQueueAsync()
    {
        await using var session = await ConnectAsync();
        await ExecuteAsync(session, "insert into jobs (kind, payload, attempts) select 'unknown', '{}', 100 from generate_series(1, 1000)");
    }

    private async Task EmptyQueueAsync()
    {
        await using var session = await ConnectAsync();
        await ExecuteAsync(session, "delete from jobs where kind = 'unknown'");
    }

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
        if (_transaction is null)
        {
            var session = await ConnectAsync();
            await ExecuteAsync(session, "begin");
            _transaction = session;
        }
    }

    private async Task EndTransactionAsync()
    {
        if (_transaction is { } session)
        {
            await session.DisposeAsync();
            _transaction = null;
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

    // Past the system's own cache, in which everything is on a machine with much memory.
    private async Task ReadDiskAsync()
    {
        var file = Path.Combine(_shop.StateFolder, "secrets.json");
        using var read = Process.Start(new ProcessStartInfo("dd", [$"if={file}", "iflag=direct", "of=/dev/null", "bs=4096"]) { RedirectStandardError = true })!;
        await read.StandardError.ReadToEndAsync();
        await read.WaitForExitAsync();
    }

    private async Task UseRedisAsync()
    {
        if (_clients.Count < 10)
        {
            var client = await ConnectToRedisAsync();
            _clients.Add(client);
            await client.ExecuteAsync(TestContext.Current.CancellationToken, "SET", $"movement:{_clients.Count}", new string('x', 5_000_000), "EX", "60");
        }
    }

    private async Task ExpireAsync()
    {
        using var client = await ConnectToRedisAsync();
        for (var i = 0; i < 100; i++)
        {
            await client.ExecuteAsync(TestContext.Current.CancellationToken, "SET", $"movement:expires:{i}", "x", "PX", "1");
        }
    }

    // For a moment it may not have more than it has: what was not used for longest goes.
    private async Task EvictAsync()
    {
        using var client = await ConnectToRedisAsync();
        var seen = await _shop.Prometheus.QueryAsync("redis_memory_used_bytes");
        if (seen.Count == 0)
        {
            return; // not since it was cut off
        }

        await client.ExecuteAsync(TestContext.Current.CancellationToken, "SET", "movement:large", new string('x', 2_000_000), "EX", "60");
        try
        {
            await client.ExecuteAsync(TestContext.Current.CancellationToken, "CONFIG", "SET", "maxmemory", $"{seen.Values.Single():0}");
            await client.ExecuteAsync(TestContext.Current.CancellationToken, "SET", "movement:small", "x", "EX", "60");
        }
        catch (IOException e) when (e.Message.StartsWith("OOM", StringComparison.Ordinal))
        {
            // Nothing that can go was left.
        }
        finally
        {
            await client.ExecuteAsync(TestContext.Current.CancellationToken, "CONFIG", "SET", "maxmemory", MaximumMemory);
        }
    }

    private async Task StopAsync(string resource)
    {
        if (_stopped.Add(resource))
        {
            await _shop.RunAsync(resource, KnownResourceCommands.StopCommand);
        }
    }

    private async Task StartAsync(string resource)
    {
        _stopped.Remove(resource);
        await _shop.RunAsync(resource, KnownResourceCommands.StartCommand);
        await _shop.App.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(Wait.Bound);
    }

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

    // 127.0.0.1:6379,password=...
    private async Task<RedisConnection> ConnectToRedisAsync()
    {
        var parts = (await _shop.App.GetConnectionStringAsync(ResourceNames.Redis))!.Split(':', ',', '=');
        return await RedisConnection.OpenAsync(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), parts[3], TestContext.Current.CancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection session, string statement)
    {
        await using var command = new NpgsqlCommand(statement, session) { CommandTimeout = 0 }; // one waits for a lock until it is let go
        await command.ExecuteNonQueryAsync();
    }

    private static Task End(List<IDisposable> connections)
    {
        connections.ForEach(connection => connection.Dispose());
        connections.Clear();
        return Task.CompletedTask;
    }

    /// <param name="Fragments">One of them is part of a query that needs it.</param>
    /// <param name="BeginAsync">Does it; called again in each round.</param>
    /// <param name="Undo">Undoes it; null when nothing lasts.</param>
    private sealed record Movement(string[] Fragments, Func<Task> BeginAsync, Func<Task>? Undo = null)
    {
        public bool HasBegun { get; set; }

        public async Task EndAsync()
        {
            if (HasBegun)
            {
                HasBegun = false;
                await (Undo?.Invoke() ?? Task.CompletedTask);
            }
        }
    }
}
