using Platform.AppHost;
using Platform.AppHost.Health;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>What has to happen in Redis.</summary>
internal sealed partial class Movements
{
    private const string MaximumMemory = "256mb"; // what the AppHost sets

    private readonly List<IDisposable> _clients = [];

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

    // 127.0.0.1:6379,password=...
    private async Task<RedisConnection> ConnectToRedisAsync()
    {
        var parts = (await _shop.App.GetConnectionStringAsync(ResourceNames.Redis))!.Split(':', ',', '=');
        return await RedisConnection.OpenAsync(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), parts[3], TestContext.Current.CancellationToken);
    }
}
