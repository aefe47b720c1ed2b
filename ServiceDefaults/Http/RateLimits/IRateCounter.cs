namespace Platform.ServiceDefaults.Http.RateLimits;

/// <summary>Counts requests per caller and window.</summary>
public interface IRateCounter
{
    /// <summary>Adds to a counter and returns its new value. The counter is forgotten some time after its window has passed.</summary>
    /// <param name="key">Caller and window.</param>
    /// <param name="amount">How much is added.</param>
    /// <param name="lifetime">How long the counter is needed.</param>
    ValueTask<long> AddAsync(string key, int amount, TimeSpan lifetime);
}
