namespace Platform.Tests.InProcess.Monitoring;

/// <summary>No rule looks at what nobody measures: it could never fire.</summary>
[Collection(WatchedShop.Collection)]
public sealed class RuleTests(WatchedShop shop)
{
    // What a shop for tests has not, each with the reason.
    private static readonly Dictionary<string, string> s_absent = new()
    {
        ["probe_ssl_earliest_cert_expiry"] = "without a developer's certificate there is no HTTPS address",
        ["pg_replica_lag_bytes"] = "there is no replica",
        ["logshipper_lag_bytes"] = "without Elasticsearch nothing is shipped",
        ["logshipper_lines_total"] = "the same",
        ["logshipper_lost_bytes_total"] = "the same",
        ["logshipper_dead_letters_total"] = "the same",
    };

    [Fact]
    public async Task Every_rule_watches_something_that_is_there()
    {
        using var traffic = await ShopTraffic.BeginAsync(() => shop.App.CreateHttpClient(ResourceNames.Api, "http"));
        await using var movements = new Movements(shop, traffic);
        var open = Rules.Selectors().ToList();
        Assert.True(open.Count > 50, string.Join('\n', open));
        Assert.Empty(s_absent.Keys.Except(open));
        open.RemoveAll(s_absent.ContainsKey);
        await File.WriteAllTextAsync(
            Path.Combine(shop.StateFolder, "metrics", "backup.prom"),
            $"platform_backup_last_success_timestamp_seconds{{backup=\"shopdb\"}} {DateTimeOffset.UtcNow.ToUnixTimeSeconds()}\nplatform_backup_last_run_failed{{backup=\"shopdb\"}} 0\n",
            TestContext.Current.CancellationToken);
        await Wait.UntilAsync(
            async () =>
            {
                await traffic.RunAsync();
                foreach (var selector in open.ToArray())
                {
                    // What was there a moment ago counts: failures come and go.
                    if ((await shop.Prometheus.QueryAsync($"last_over_time({selector}[30m])")).Count > 0)
                    {
                        open.Remove(selector);
                    }
                }

                await movements.RunAsync(open);
                return open.Count == 0;
            },
            () => $"rules look at what is not there:\n{string.Join('\n', open)}",
            pause: TimeSpan.FromMilliseconds(500));
    }
}
