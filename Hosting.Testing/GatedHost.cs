using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Hosting.Testing;

/// <summary>The AppHost's host: started by the AppHost, but only once the test starts it; stopped and freed by either.</summary>
internal sealed class GatedHost(IHost host) : IHost, IAsyncDisposable
{
    private readonly TaskCompletionSource<CancellationToken> _mayStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _disposal = new(() => host is IAsyncDisposable disposable ? disposable.DisposeAsync().AsTask() : Task.Run(host.Dispose));

    public IServiceProvider Services { get; } = host.Services;

    /// <summary>What the test uses in place of this host.</summary>
    public IHost ForTest(AppHostRun run) => new TestSide(this, run);

    /// <summary>The AppHost's side: waits for the test.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var fromTest = await _mayStart.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, fromTest);
            await host.StartAsync(linked.Token).ConfigureAwait(false);
            _started.TrySetResult();
        }
        catch (Exception exception)
        {
            _started.TrySetException(exception);
            _ = _started.Task.Exception; // the test may not be waiting
            throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => host.StopAsync(cancellationToken);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public ValueTask DisposeAsync() => new(_disposal.Value);

    public void OnEntryPointEnded(Exception? exception)
    {
        _started.TrySetException(exception ?? new InvalidOperationException("The AppHost ended without starting the application."));
        _ = _started.Task.Exception;
    }

    /// <summary>Lets the AppHost return: from its wait for the test, or from running.</summary>
    public async Task EndAsync()
    {
        _mayStart.TrySetCanceled();
        if (_started.Task.IsCompletedSuccessfully && !_disposal.IsValueCreated)
        {
            await host.StopAsync().ConfigureAwait(false);
        }
    }

    private sealed class TestSide(GatedHost gate, AppHostRun run) : IHost, IAsyncDisposable
    {
        public IServiceProvider Services => gate.Services;

        public Task StartAsync(CancellationToken cancellationToken = default)
        {
            gate._mayStart.TrySetResult(cancellationToken);
            return gate._started.Task.WaitAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken = default) => gate.StopAsync(cancellationToken);

        public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

        public async ValueTask DisposeAsync()
        {
            await run.EndAsync().ConfigureAwait(false);
            await gate.DisposeAsync().ConfigureAwait(false);
        }
    }
}
