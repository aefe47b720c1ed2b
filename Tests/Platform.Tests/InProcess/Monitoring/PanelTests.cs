using Npgsql;
using Platform.AppHost;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>No dead panels: every query of every dashboard has an answer, and the answer moves when the shop is used.</summary>
[Collection(WatchedShop.Collection)]
public sealed class PanelTests(WatchedShop shop)
{
    // These have an answer, too. What is set, what is right unless something breaks, and what a busy minute does not change stay as they are.
    private static readonly string[] s_still =
    [
        "node_memory_MemTotal_bytes",
        "pg_wal_max_size_bytes",
        "min by (service) (up{job!~\"probe|.+-exporter\"})",
        "min by (job, service) (up)",
        "avg by (service) (avg_over_time(probe_success[1h]))",
        "redis_rdb_last_bgsave_status * redis_aof_last_write_status",
        "rate(redis_evicted_keys_total[5m])",
        "rate(redis_expired_keys_total[5m])",
        "sum(pg_activity_waiting_for_locks)",
        "sum by (integration) (rate(alertmanager_notifications_failed_total{integration=~\"email|slack|webhook\"}[5m])) * 60",
        "pg_wal_size_bytes",
        "redis_connected_clients",
        "redis_memory_used_rss_bytes",
    ];

    [Fact]
    public async Task Every_query_has_an_answer_that_moves_under_traffic_and_every_variable_has_values()
    {
        using var traffic = await ShopTraffic.BeginAsync(() => shop.App.CreateHttpClient(ResourceNames.Api, "http"));
        var first = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        var open = Dashboards.Queries().ToHashSet();
        Assert.Empty(s_still.Except(open));
        await using var sessions = NpgsqlDataSource.Create((await shop.App.GetConnectionStringAsync(ResourceNames.ShopDb))!);
        List<NpgsqlConnection> held = [];
        var rounds = 0;
        await Wait.UntilAsync(
            async () =>
            {
                await traffic.RunAsync();
                foreach (var query in open.ToArray())
                {
                    var answer = await shop.Prometheus.QueryAsync(query.Replace("$service", ResourceNames.Api, StringComparison.Ordinal));
                    if (answer.Count > 0 && (s_still.Contains(query) || (!first.TryAdd(query, answer) && Moved(first[query], answer))))
                    {
                        open.Remove(query);
                    }
                }

                if (rounds++ == 3)
                {
                    await BreakAsync(traffic);
                }

                // Workers may empty the queue between two scrapes: it is filled until it is seen to be.
                if (rounds > 3 && open.Any(query => query.Contains("jobs_queue", StringComparison.Ordinal)))
                {
                    await FillQueueAsync();
                }

                // A pool that has settled keeps its connections: others come until they are seen.
                if (held.Count < 10 && open.Any(query => query.Contains("pg_activity_connections", StringComparison.Ordinal)))
                {
                    held.Add(await sessions.OpenConnectionAsync());
                }

                return open.Count == 0;
            },
            () => $"without an answer:\n{string.Join('\n', open.Where(query => !first.ContainsKey(query)))}\nwithout movement:\n{string.Join('\n', open.Where(first.ContainsKey))}",
            bound: TimeSpan.FromMinutes(2),
            pause: TimeSpan.FromMilliseconds(500));

        held.ForEach(session => session.Dispose());
        foreach (var (label, selector) in Dashboards.Variables())
        {
            Assert.Contains(ResourceNames.Api, await shop.Prometheus.LabelValuesAsync(label, selector));
        }
    }

    // Jobs that cannot be done and are put aside, more than are worked off at once.
    private async Task FillQueueAsync()
    {
        await using var database = NpgsqlDataSource.Create((await shop.App.GetConnectionStringAsync(ResourceNames.ShopDb))!);
        await using var add = database.CreateCommand("insert into jobs (kind, payload, attempts) select 'unknown', '{}', 100 from generate_series(1, 1000)");
        await add.ExecuteNonQueryAsync();
    }

    // Requests that fail because Redis is gone.
    private async Task BreakAsync(ShopTraffic traffic)
    {
        await shop.App.CutOffAsync(ResourceNames.Redis);

        // The first failure begins a series; the next one is its first increase.
        const string failures = "sum(increase(http_server_request_duration_seconds_count{http_response_status_code=~\"5..\"}[1m])) > 0";
        await Wait.UntilAsync(
            async () =>
            {
                await traffic.RunAsync();
                return (await shop.Prometheus.QueryAsync(failures)).Count > 0;
            },
            () => "no request fails while Redis is gone");
        await shop.App.HealAsync(ResourceNames.Redis);
    }

    private static bool Moved(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> now) =>
        now.Any(series => !before.TryGetValue(series.Key, out var value) || !value.Equals(series.Value));
}
