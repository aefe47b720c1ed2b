namespace Platform.ObjectStore.Lifecycle;

/// <summary>Tells that lifecycle rules have changed, or the data to which they apply.</summary>
internal sealed class LifecycleSignal(StoreOptions options)
{
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Has the rules applied soon.</summary>
    public void Changed() => _changed.Release();

    /// <summary>Waits for a change, or until it is time again.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _changed.WaitAsync(options.LifecycleInterval, cancellationToken);
        while (_changed.Wait(0, CancellationToken.None))
        {
            // Several changes need one round.
        }
    }
}
