using System.Globalization;
using Platform.Api.Orders;
using Platform.Api.Redis;
using StackExchange.Redis;

namespace Platform.Api.Carts;

/// <summary>Carts live in Redis: a hash of product and quantity per user, forgotten some days after the last change.</summary>
internal sealed class CartStore(RedisConnection redis, CartSettings settings)
{
    public Task<IReadOnlyList<OrderItem>> ReadAsync(int userId) => redis.RunAsync<IReadOnlyList<OrderItem>>("HGETALL", async database =>
    [
        .. from entry in await database.HashGetAllAsync(Key(userId))
           let productId = (int)entry.Name
           orderby productId
           select new OrderItem(productId, (int)entry.Value),
    ]);

    /// <summary>Sets how many of a product are in the cart; 0 takes it out. False when the cart is full.</summary>
    public Task<bool> SetAsync(int userId, int productId, int quantity) => redis.RunAsync("HSET", async database =>
    {
        var key = Key(userId);
        RedisValue field = productId.ToString(CultureInfo.InvariantCulture);
        if (quantity == 0)
        {
            await database.HashDeleteAsync(key, field);
            return true;
        }

        if (await database.HashLengthAsync(key) >= Pricing.MaxLines && !await database.HashExistsAsync(key, field))
        {
            return false;
        }

        var set = database.HashSetAsync(key, field, quantity);
        await Task.WhenAll(set, database.KeyExpireAsync(key, TimeSpan.FromDays(settings.Days)));
        return true;
    });

    public Task EmptyAsync(int userId) => redis.RunAsync("DEL", database => database.KeyDeleteAsync(Key(userId)));

    /// <summary>Empties the cart after it was bought. The order stands even when Redis is gone at that moment.</summary>
    /// <param name="userId">Whose cart.</param>
    /// <param name="bought">What was bought when that was some time ago: a cart that holds anything else is a new one and stays.</param>
    public async Task EmptyAfterOrderAsync(int userId, IReadOnlyList<OrderItem>? bought = null)
    {
        try
        {
            if (bought is null || bought.SequenceEqual(await ReadAsync(userId)))
            {
                await EmptyAsync(userId);
            }
        }
        catch (RedisUnavailableException)
        {
            // The customer finds the bought things still in the cart, which is better than an order that seems to have failed.
        }
    }

    private static RedisKey Key(int userId) => $"cart:{userId.ToString(CultureInfo.InvariantCulture)}";
}
