using System.Collections.Concurrent;

namespace Platform.ServiceDefaults.Http.RateLimits;

/// <summary>
/// Fixed windows of a minute. Permits are taken from the shared counter a few at a time (a fortieth of the limit), so that most
/// requests cost no call; replicas together let through at most the limit.
/// </summary>
public sealed class RateLimiter(IRateCounter counter, TimeProvider time)
{
    /// <summary>The length of a window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int Batches = 40;
    private const int SweepAbove = 10_000;

    private readonly ConcurrentDictionary<string, Lease> _leases = new();

    /// <summary>Takes one permit.</summary>
    /// <param name="caller">Who asks, for example <c>user:42</c>.</param>
    /// <param name="limit">Requests per window; 0 for no limit.</param>
    /// <returns>Null when the request may go on, else how long the caller should wait.</returns>
    public async ValueTask<TimeSpan?> TakeAsync(string caller, int limit)
    {
        if (limit == 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var window = now.UtcTicks / Window.Ticks;
        var left = TimeSpan.FromTicks(((window + 1) * Window.Ticks) - now.UtcTicks);
        if (_leases.Count > SweepAbove)
        {
            Sweep(window);
        }

        var lease = _leases.AddOrUpdate(
            caller, static (_, w) => new Lease(w), static (_, known, w) => known.Window == w ? known : new Lease(w), window);
        return await lease.TakeAsync(counter, $"rate:{caller}:{window}", limit, Math.Max(1, limit / Batches), left) ? null : left;
    }

    private void Sweep(long window)
    {
        foreach (var (caller, lease) in _leases)
        {
            if (lease.Window < window)
            {
                _leases.TryRemove(caller, out _);
            }
        }
    }

    private sealed class Lease(long window)
    {
        private readonly SemaphoreSlim _refill = new(1);
        private int _permits;
        private volatile bool _used;

        public long Window { get; } = window;

        public async ValueTask<bool> TakeAsync(IRateCounter counter, string key, int limit, int batch, TimeSpan lifetime)
        {
            if (TryTake())
            {
                return true;
            }

            if (_used)
            {
                return false;
            }

            await _refill.WaitAsync();
            try
            {
                if (TryTake())
                {
                    return true;
                }

                if (_used)
                {
                    return false;
                }

                var total = await counter.AddAsync(key, batch, lifetime + RateLimiter.Window);
                var granted = (int)Math.Clamp(limit - (total - batch), 0, batch);
                if (granted == 0)
                {
                    _used = true;
                    return false;
                }

                Interlocked.Add(ref _permits, granted - 1);
                return true;
            }
            finally
            {
                _refill.Release();
            }
        }

        private bool TryTake()
        {
            while (true)
            {
                var permits = Volatile.Read(ref _permits);
                if (permits <= 0)
                {
                    return false;
                }

                if (Interlocked.CompareExchange(ref _permits, permits - 1, permits) == permits)
                {
                    return true;
                }
            }
        }
    }
}
