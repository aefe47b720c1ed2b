using System.Diagnostics;
using Platform.AppHost;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>What has to happen before the answers of some queries move: the use of the shop alone does not change them. All of it is undone.</summary>
internal sealed partial class Movements : IAsyncDisposable
{
    // A service that is down fires an alert, of which no mail arrives.
    private const string NotificationsFailed = "alertmanager_notifications_failed";

    private readonly WatchedShop _shop;
    private readonly ShopTraffic _traffic;
    private readonly Movement[] _movements;
    private readonly HashSet<string> _stopped = [];

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
            new(["pg_activity_longest_idle_transaction"], IdleInTransactionAsync, () => End(_transactions)),
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

    // Past the system's own cache, in which everything is on a machine with much memory. The shop's own files may be in memory as a whole.
    private async Task ReadDiskAsync()
    {
        using var read = Process.Start(
            new ProcessStartInfo("dd", [$"if={typeof(Movements).Assembly.Location}", "iflag=direct", "of=/dev/null", "bs=4096"]) { RedirectStandardError = true })!;
        await read.StandardError.ReadToEndAsync();
        await read.WaitForExitAsync();
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
