using System.Collections.Concurrent;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class ReconnectTests
{
    [Fact]
    public async Task A_watch_loses_nothing_when_its_connection_breaks()
    {
        await using var session = await Engine.StartAsync();
        await using var relay = new TcpRelay(session.Config.Server.Port);
        using var client = new DcpClient(session.Config with { Server = new Uri($"https://127.0.0.1:{relay.Port}") });
        foreach (var name in (string[])["stays", "goes", "changes"])
        {
            await session.Client.CreateAsync(new Service { Metadata = { Name = name }, Spec = { Protocol = PortProtocol.Tcp } });
        }

        var events = new ConcurrentQueue<(WatchEventType Type, string Name, string? Note)>();
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            await foreach (var (type, obj) in client.WatchAsync<Service>(stop.Token))
            {
                events.Enqueue((type, obj.Metadata.Name, obj.Metadata.Annotations?.GetValueOrDefault("note")));
            }
        });
        await Engine.UntilAsync(() => events.Select(e => e.Name).Distinct().Count() == 3);

        relay.Refuse = true;
        relay.Cut();
        await session.Client.DeleteAsync<Service>("goes");
        await Engine.UntilAsync(() => session.Client.ListAsync<Service>().Result.Count == 2);
        await session.Client.PatchAsync<Service>("changes", """{"metadata":{"annotations":{"note":"new"}}}""");
        await session.Client.CreateAsync(new Service { Metadata = { Name = "comes" }, Spec = { Protocol = PortProtocol.Tcp } });
        var before = events.Count;
        relay.Refuse = false;

        await Engine.UntilAsync(() => events.Skip(before).Any(e => e is { Type: WatchEventType.Added, Name: "comes" })
            && events.Skip(before).Any(e => e is { Type: WatchEventType.Modified, Name: "changes", Note: "new" })
            && events.Skip(before).Any(e => e is { Type: WatchEventType.Deleted, Name: "goes" }));
        Assert.DoesNotContain(events.Skip(before), e => e.Name == "goes" && e.Type != WatchEventType.Deleted);

        // The engine may write to what stays, but it neither came nor went.
        Assert.DoesNotContain(events.Skip(before), e => e.Name is "stays" or "changes" && e.Type != WatchEventType.Modified);
        Assert.True(relay.Connections >= 2);

        // And it goes on.
        await session.Client.DeleteAsync<Service>("stays");
        await Engine.UntilAsync(() => events.Any(e => e is { Type: WatchEventType.Deleted, Name: "stays" }));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task A_log_is_read_on_without_a_line_lost_or_twice_when_its_connection_breaks()
    {
        await using var session = await Engine.StartAsync();
        await using var relay = new TcpRelay(session.Config.Server.Port);
        using var client = new DcpClient(session.Config with { Server = new Uri($"https://127.0.0.1:{relay.Port}") });
        await session.Client.RunAsync(Engine.Script("e", "i=0; while [ $i -lt 60 ]; do echo line $i; i=$((i+1)); sleep 0.02; done"));

        List<string> lines = [];
        await foreach (var line in client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()))
        {
            lines.Add(line.Text);
            if (lines.Count is 5 or 20 or 40)
            {
                relay.Cut();
            }
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"line {i}"), lines);
        Assert.True(relay.Connections >= 3);
    }

    [Fact]
    public async Task Requests_survive_a_broken_connection()
    {
        await using var session = await Engine.StartAsync();
        await using var relay = new TcpRelay(session.Config.Server.Port);
        using var client = new DcpClient(session.Config with { Server = new Uri($"https://127.0.0.1:{relay.Port}") });
        for (var i = 0; i < 20; i++)
        {
            var creating = client.CreateAsync(new Service { Metadata = { Name = $"s{i}" }, Spec = { Protocol = PortProtocol.Tcp } });
            relay.Cut();
            await creating;
        }

        Assert.Equal(20, (await client.ListAsync<Service>()).Count);
    }
}
