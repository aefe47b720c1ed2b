using Npgsql;
using Platform.AppHost;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>From what breaks to the mail, and to the mail that says that it is well again.</summary>
[Collection(WatchedShop.Collection)]
public sealed class AlertTests(WatchedShop shop)
{
    [Fact]
    public async Task A_stopped_API_is_told_by_mail_and_chat_and_so_is_its_return()
    {
        await UntilHealedAsync();
        var before = (await shop.MailsAsync()).Length;
        await shop.RunAsync(ResourceNames.Api, KnownResourceCommands.StopCommand);
        try
        {
            await UntilMailAsync("[critical] api is down\n", "ServiceDown (critical, firing)", "What to do: ");
            await UntilChatAsync("[critical] api is down");

            // It is probed, too; that this fails follows from what was told. The end of what another test broke may still be told.
            await UntilAsync("""ALERTS{alertname="ProbeFailed",service="api",alertstate="firing"}""", fires: true);
            var news = (await shop.MailsAsync())[before..].Where(mail => !mail.StartsWith("[resolved] ", StringComparison.Ordinal));
            Assert.DoesNotContain(news, mail => mail.Contains("api is not ready", StringComparison.Ordinal));
        }
        finally
        {
            // Other tests share this shop.
            await shop.RunAsync(ResourceNames.Api, KnownResourceCommands.StartCommand);
            await shop.App.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Api).WaitAsync(Wait.Bound);
        }

        await UntilMailAsync("ServiceDown (critical, resolved)");
        await UntilChatAsync("ServiceDown (critical, resolved)");
        await UntilAsync("""ALERTS{alertname=~"ServiceDown|ProbeFailed",service="api",alertstate="firing"}""", fires: false);
    }

    [Fact]
    public async Task A_slow_database_and_a_full_queue_are_told_by_mail_until_they_are_well_again()
    {
        await using var database = NpgsqlDataSource.Create((await shop.App.GetConnectionStringAsync(ResourceNames.ShopDb))!);
        try
        {
            await ExecuteAsync("insert into jobs (kind, payload, run_at) select 'payment.charge', '{}', now() + interval '1 day' from generate_series(1, 1500)");
            await shop.App.SlowAsync(ResourceNames.Postgres, TimeSpan.FromMilliseconds(150));
            await UntilMailAsync("JobQueueLong (warning, firing)", " jobs wait.");
            await UntilMailAsync("DatabaseSlow (warning, firing)");
        }
        finally
        {
            // Other tests share this shop.
            await shop.App.HealAsync(ResourceNames.Postgres);
            await ExecuteAsync("delete from jobs where run_at > now()");
        }

        await UntilMailAsync("JobQueueLong (warning, resolved)");
        await UntilMailAsync("DatabaseSlow (warning, resolved)");
        Assert.DoesNotContain(shop.Chat, line => line.Contains("JobQueueLong", StringComparison.Ordinal));

        async Task ExecuteAsync(string statement)
        {
            await using var command = database.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_database_that_goes_and_returns_is_one_mail_and_another_and_nothing_of_what_followed()
    {
        await UntilHealedAsync();
        using var traffic = await ShopTraffic.BeginAsync(() => shop.App.CreateHttpClient(ResourceNames.Api, "http"));
        var before = (await shop.MailsAsync()).Length;
        await shop.App.CutOffAsync(ResourceNames.Postgres);
        try
        {
            await UntilMailAsync("[critical] PostgreSQL is down\n");
            await UntilAsync("""ALERTS{alertname=~"ErrorRate.+",service="api",alertstate="firing"}""", fires: true, traffic.RunAsync);
        }
        finally
        {
            await shop.App.HealAsync(ResourceNames.Postgres);
        }

        await UntilAsync("""ALERTS{alertname="PostgresDown"}""", fires: false);
        await UntilAsync("""ALERTS{alertname="PostgresDownRecently",alertstate="firing"}""", fires: true);
        await UntilAsync("""ALERTS{alertname="PostgresDownRecently"}""", fires: false);
        await UntilMailAsync("PostgresDown (critical, resolved)");

        // The exporter takes a second to say that the server is gone, and at this speed a probe fails for "a minute" in three.
        string[] others = ["Machine", "Disk", "ProbeFailed"];
        var mails = (await shop.MailsAsync())[before..].Where(mail => !others.Any(other => mail.Contains(other, StringComparison.Ordinal)));
        Assert.Collection(
            mails,
            mail => Assert.StartsWith("[critical] PostgreSQL is down\n", mail, StringComparison.Ordinal),
            mail => Assert.StartsWith("[resolved] PostgreSQL is down\n", mail, StringComparison.Ordinal));
    }

    /// <summary>Nothing is left of what another test broke.</summary>
    private Task UntilHealedAsync() => UntilAsync(
        """ALERTS{alertname!~"Machine.+|Disk.+",severity=~"critical|warning",alertstate="firing"} or ALERTS{alertname=~".+Recently"}""", fires: false);

    private async Task UntilMailAsync(params string[] parts)
    {
        string[] mails = [];
        await Wait.UntilAsync(
            async () => (mails = await shop.MailsAsync()).Any(mail => parts.All(part => mail.Contains(part, StringComparison.Ordinal))),
            () => $"no mail with {string.Join(" and ", parts)} among {mails.Length}:\n{string.Join("\n---\n", mails)}",
            pause: TimeSpan.FromMilliseconds(200));
    }

    private Task UntilChatAsync(string text) => Wait.UntilAsync(
        () => shop.Chat.Any(line => line.Contains(text, StringComparison.Ordinal)), () => $"the chat has not received {text}, but:\n{string.Join('\n', shop.Chat)}");

    private Task UntilAsync(string query, bool fires, Func<Task>? meanwhile = null) => Wait.UntilAsync(
        async () =>
        {
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            return (await shop.Prometheus.QueryAsync(query)).Count > 0 == fires;
        }, () => $"{query} has {(fires ? "no" : "a")} result", pause: TimeSpan.FromMilliseconds(200));
}
