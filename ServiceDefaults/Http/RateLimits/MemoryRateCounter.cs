using System.Collections.Concurrent;

namespace Platform.ServiceDefaults.Http.RateLimits;

/// <summary>Counts in this process only; for services without a shared store, and while the shared store is gone.</summary>
public sealed class MemoryRateCounter(TimeProvider time) : IRateCounter
{
    private const int SweepAbove = 10_000;

    private readonly ConcurrentDictionary<string, Counter> _counters = new();

    /// <inheritdoc/>
    public ValueTask<long> AddAsync(string key, int amount, TimeSpan lifetime)
    {
        if (_counters.Count > SweepAbove)
        {
            Sweep();
        }

        var counter = _counters.GetOrAdd(key, static (_, ends) => new Counter(ends), time.GetUtcNow() + lifetime);
        return new(Interlocked.Add(ref counter.Value, amount));
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var (key, counter) in _counters)
        {
            if (counter.Ends < now)
            {
                _counters.TryRemove(key, out _);
            }
        }
    }

    private sealed class Counter(DateTimeOffset ends)
    {
        public long Value;

        public DateTimeOffset Ends { get; } = ends;
    }
}
