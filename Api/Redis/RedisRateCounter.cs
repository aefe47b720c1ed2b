using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Api.Redis;

/// <summary>Counters that all replicas share; while Redis is gone each replica counts for itself.</summary>
internal sealed class RedisRateCounter(RedisConnection redis, MemoryRateCounter memory) : IRateCounter
{
    public async ValueTask<long> AddAsync(string key, int amount, TimeSpan lifetime)
    {
        try
        {
            return await redis.RunAsync("INCRBY", async database =>
            {
                var value = await database.StringIncrementAsync(key, amount);
                if (value == amount)
                {
                    await database.KeyExpireAsync(key, lifetime);
                }

                return value;
            });
        }
        catch (RedisUnavailableException)
        {
            return await memory.AddAsync(key, amount, lifetime);
        }
    }
}
