namespace Platform.Hosting.Dcp;

/// <summary>Pauses that double from a first to a longest one.</summary>
internal struct Backoff(TimeSpan first, TimeSpan longest)
{
    private readonly TimeSpan _first = first;
    private readonly TimeSpan _longest = longest;
    private TimeSpan _next = first;

    public static Backoff ForRequests => new(TimeSpan.FromMilliseconds(15), TimeSpan.FromSeconds(1));

    public void Reset() => _next = _first;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _next;
        _next = pause * 2 < _longest ? pause * 2 : _longest;
        return Task.Delay(pause, cancellationToken);
    }
}
