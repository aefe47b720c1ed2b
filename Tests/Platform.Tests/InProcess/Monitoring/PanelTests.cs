namespace Platform.Tests.InProcess.Monitoring;

/// <summary>No dead panels: every query of every dashboard has an answer, and the answer moves when the shop is used.</summary>
[Collection(WatchedShop.Collection)]
public sealed class PanelTests(WatchedShop shop)
{
    // These have an answer, too. The first cannot change; for the second a disk would have to break.
    private static readonly string[] s_still = ["node_memory_MemTotal_bytes", "redis_rdb_last_bgsave_status * redis_aof_last_write_status"];

    // By then every query that has an answer without help has given its first one.
    private const int RoundsBeforeMovements = 3;

    [Fact]
    public async Task Every_query_has_an_answer_that_moves_under_traffic_and_every_variable_has_values()
    {
        using var traffic = await ShopTraffic.BeginAsync(() => shop.App.CreateHttpClient(ResourceNames.Api, "http"));
        await using var movements = new Movements(shop, traffic);
        var first = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        var open = Dashboards.Queries().ToHashSet();
        Assert.Empty(s_still.Except(open));
        var rounds = 0;
        var targets = "";
        await Wait.UntilAsync(
            async () =>
            {
                await traffic.RunAsync();
                targets = await shop.TargetsAsync();
                foreach (var query in open.ToArray())
                {
                    var answer = await shop.Prometheus.QueryAsync(query.Replace("$service", ResourceNames.Api, StringComparison.Ordinal));
                    if (answer.Count > 0 && (s_still.Contains(query) || (!first.TryAdd(query, answer) && Moved(first[query], answer))))
                    {
                        open.Remove(query);
                    }
                }

                if (rounds++ >= RoundsBeforeMovements)
                {
                    await movements.RunAsync(open);
                }

                return open.Count == 0;
            },
            () => $"after {rounds} rounds, without an answer:\n{string.Join('\n', open.Where(query => !first.ContainsKey(query)))}\n"
                + $"without movement:\n{string.Join('\n', open.Where(first.ContainsKey))}\n{targets}",
            bound: TimeSpan.FromMinutes(2),
            pause: TimeSpan.FromMilliseconds(500));

        foreach (var (label, selector) in Dashboards.Variables())
        {
            Assert.Contains(ResourceNames.Api, await shop.Prometheus.LabelValuesAsync(label, selector));
        }
    }

    private static bool Moved(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> now) =>
        now.Any(series => !before.TryGetValue(series.Key, out var value) || !value.Equals(series.Value));
}
