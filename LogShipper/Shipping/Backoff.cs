namespace Platform.LogShipper.Shipping;

/// <summary>Pauses between tries: each twice as long as the one before, up to a limit, and each a little random.</summary>
internal sealed class Backoff(TimeSpan longest)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    private int _tries;

    public void Reset() => _tries = 0;

    public TimeSpan Next()
    {
        var pause = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(_tries++, 20)), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(pause * (0.75 + (Random.Shared.NextDouble() / 4)));
    }
}
