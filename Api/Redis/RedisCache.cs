using System.Buffers.Binary;
using System.Collections.Concurrent;
using Platform.Api.Http;
using StackExchange.Redis;

namespace Platform.Api.Redis;

/// <summary>
/// Keeps finished answers in Redis. An entry is fresh for <see cref="Fresh"/> and kept for <see cref="Kept"/>:
/// in between it is made anew, and given out as it is when the database is gone or takes longer than <see cref="Patience"/>.
/// Who asks for an entry while it is being made gets what comes of it. When Redis is gone every lookup is a miss.
/// </summary>
internal sealed class RedisCache(RedisConnection redis, TimeProvider time)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>For so long a new answer is waited for where there is an old one; it is kept for the next who asks when it comes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // An entry is the time it was made (Unix milliseconds, 8 bytes, big-endian) and the answer.
    private const int HeaderLength = sizeof(long);

    private readonly ConcurrentDictionary<string, Task<byte[]?>> _making = new();

    /// <summary>Returns the entry, or what <paramref name="make"/> makes. Null from make (not found) is not kept.</summary>
    /// <param name="cache">The cache's name in metrics.</param>
    /// <param name="key">The key in Redis.</param>
    /// <param name="make">Makes the answer from the database.</param>
    /// <param name="cancellationToken">Ends the wait; when it ends the making, another who waits makes the entry.</param>
    public async Task<ReadOnlyMemory<byte>?> GetOrMakeAsync(string cache, string key, Func<Task<byte[]?>> make, CancellationToken cancellationToken)
    {
        var entry = await ReadAsync(cache, key);
        if (entry is { } found && IsFresh(found))
        {
            return found.AsMemory(HeaderLength);
        }

        try
        {
            var making = MakeOnceAsync(key, make, cancellationToken);

            // Without the type null would become an empty answer.
            return await (entry is null ? making : making.WaitAsync(Patience, cancellationToken)) is { } answer ? answer : (ReadOnlyMemory<byte>?)null;
        }
        catch (Exception e) when (entry is not null && DependencyGone.IsGone(e))
        {
            return entry.AsMemory(HeaderLength);
        }
    }

    /// <summary>Forgets entries. When Redis is gone they age out by themselves.</summary>
    public async Task RemoveAsync(params RedisKey[] keys)
    {
        try
        {
            await redis.RunAsync("DEL", database => database.KeyDeleteAsync(keys));
        }
        catch (RedisUnavailableException)
        {
            // Entries are fresh for seconds only.
        }
    }

    private async Task<byte[]?> MakeOnceAsync(string key, Func<Task<byte[]?>> make, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_making.GetOrAdd(key, mine.Task) is var running && running != mine.Task)
        {
            try
            {
                return await running.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Who was making it went away. What ended so is removed by then or in a moment.
                await Task.Yield();
            }
        }

        try
        {
            var answer = await make();
            mine.SetResult(answer);
            if (answer is not null)
            {
                await WriteAsync(key, answer);
            }

            return answer;
        }
        catch (Exception e)
        {
            // Nobody may be waiting for it.
            _ = mine.TrySetException(e) ? mine.Task.Exception : null;
            throw;
        }
        finally
        {
            _making.TryRemove(key, out _);
        }
    }

    private bool IsFresh(byte[] entry)
    {
        var made = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(entry));
        return time.GetUtcNow() - made < Fresh;
    }

    private async Task<byte[]?> ReadAsync(string cache, string key)
    {
        try
        {
            byte[]? entry = await redis.RunAsync("GET", database => database.StringGetAsync(key));
            var usable = entry is { Length: > HeaderLength };
            RedisTelemetry.CountLookup(cache, usable && IsFresh(entry!) ? RedisTelemetry.Hit : RedisTelemetry.Miss);
            return usable ? entry : null;
        }
        catch (RedisUnavailableException)
        {
            RedisTelemetry.CountLookup(cache, RedisTelemetry.Error);
            return null;
        }
    }

    private async Task WriteAsync(string key, byte[] answer)
    {
        var entry = new byte[HeaderLength + answer.Length];
        BinaryPrimitives.WriteInt64BigEndian(entry, time.GetUtcNow().ToUnixTimeMilliseconds());
        answer.CopyTo(entry, HeaderLength);
        try
        {
            await redis.RunAsync("SET", database => database.StringSetAsync(key, entry, Kept));
        }
        catch (RedisUnavailableException)
        {
            // The answer is right; it is only not kept.
        }
    }
}
