using System.Buffers.Binary;
using Platform.Api.Http;
using StackExchange.Redis;

namespace Platform.Api.Redis;

/// <summary>
/// Keeps finished answers in Redis. An entry is fresh for <see cref="Fresh"/> and kept for <see cref="Kept"/>:
/// in between it is made anew, and given out as it is when that fails because the database is gone.
/// When Redis is gone every lookup is a miss.
/// </summary>
internal sealed class RedisCache(RedisConnection redis, TimeProvider time)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    // An entry is the time it was made (Unix milliseconds, 8 bytes, big-endian) and the answer.
    private const int HeaderLength = sizeof(long);

    /// <summary>Returns the entry, or what <paramref name="make"/> makes. Null from make (not found) is not kept.</summary>
    /// <param name="cache">The cache's name in metrics.</param>
    /// <param name="key">The key in Redis.</param>
    /// <param name="make">Makes the answer from the database.</param>
    public async Task<ReadOnlyMemory<byte>?> GetOrMakeAsync(string cache, string key, Func<Task<byte[]?>> make)
    {
        var entry = await ReadAsync(cache, key);
        if (entry is { } found && IsFresh(found))
        {
            return found.AsMemory(HeaderLength);
        }

        byte[]? answer;
        try
        {
            answer = await make();
        }
        catch (Exception e) when (entry is not null && DependencyGone.IsGone(e))
        {
            return entry.AsMemory(HeaderLength);
        }

        if (answer is null)
        {
            return null;
        }

        await WriteAsync(key, answer);
        return answer;
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
            RedisTelemetry.CountLookup(cache, usable && IsFresh(entry!) ? "hit" : "miss");
            return usable ? entry : null;
        }
        catch (RedisUnavailableException)
        {
            RedisTelemetry.CountLookup(cache, "error");
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
