using System.Net.Sockets;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Commands;

/// <summary>What people do with the cache from the dashboard.</summary>
internal static class CacheCommands
{
    public const string FlushCache = "flush-cache";

    public static IResourceBuilder<T> WithFlushCacheCommand<T>(this IResourceBuilder<T> redis) where T : IRedisServer =>
        redis.WithCommand(FlushCache, "Flush cache", context => FlushAsync(redis.Resource, context.CancellationToken), new CommandOptions
        {
            Description = "Removes everything from Redis, carts included.",
            ConfirmationMessage = "Everything in Redis goes, carts included. Flush it?",
            IconName = "Broom",
            UpdateState = CommandState.WhenRunning,
        });

    public static async Task<ExecuteCommandResult> FlushAsync(IRedisServer server, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await server.ConnectAsync(cancellationToken);
            await connection.ExecuteAsync(cancellationToken, "FLUSHALL");
            return CommandResults.Success("The cache is empty.");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return CommandResults.Failure($"{server.Name} did not do it: {e.Message}");
        }
    }
}
