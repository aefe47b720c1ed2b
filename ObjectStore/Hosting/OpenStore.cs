using Platform.ObjectStore.Http;
using Platform.ObjectStore.Lifecycle;
using Platform.ServiceDefaults.Pausing;

namespace Platform.ObjectStore.Hosting;

/// <summary>The store that requests work with. During a pause there is none, and its directory may be replaced.</summary>
internal sealed class OpenStore(StoreOptions options, TimeProvider time, LifecycleSignal lifecycle, ILogger<Store> logger) : IPausable, IAsyncDisposable
{
    private Store? _store = new(options, time, lifecycle, logger);

    /// <exception cref="S3Exception">ServiceUnavailable: the data could not be opened after a pause.</exception>
    public Store Current => _store ?? throw new S3Exception(S3Error.ServiceUnavailable);

    public async Task<bool> CloseAsync()
    {
        await DisposeAsync();
        return true;
    }

    public Task<bool> OpenAsync()
    {
        try
        {
            _store ??= new Store(options, time, lifecycle, logger);
            lifecycle.Changed();
            return Task.FromResult(true);
        }
        catch (Exception e) when (e is OptionsException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            logger.LogError("The data directory {Directory} cannot be opened after a pause: {Reason}", options.DataDirectory, e.Message);
            return Task.FromResult(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _store, null) is { } store)
        {
            await store.DisposeAsync();
        }
    }
}
