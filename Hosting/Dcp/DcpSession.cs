using System.Diagnostics;

namespace Platform.Hosting.Dcp;

/// <summary>A running engine. Ends it when disposed.</summary>
internal sealed class DcpSession(DcpClient client, DcpKubeconfig config, DcpOptions options, DcpSessionFolder folder, DcpLogSocket log)
    : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_killTimeout = TimeSpan.FromSeconds(5);

    // Long enough for what the engine counts in whole seconds: 6 s for a process that ignores SIGTERM, and its own clean-up.
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task? _stopping;

    public DcpClient Client { get; } = client;

    public DcpKubeconfig Config { get; } = config;

    /// <summary>The run's private folder; gone after the stop.</summary>
    public string Folder => folder.Path;

    /// <summary>
    /// Removes whatever objects are left and ends the engine. Workloads that need an order are to be deleted before. Cancelling
    /// skips the waiting, not the end: workloads are then ended by the engine's monitors.
    /// </summary>
    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _stopping ??= StopCoreAsync(cancellationToken);
        }

        await _stopping;
    }

    public ValueTask DisposeAsync() => StopAsync();

    private async Task StopCoreAsync(CancellationToken cancellationToken)
    {
        log.Stopping = true;
        try
        {
            if (!await TryRemoveObjectsAsync(cancellationToken) && !cancellationToken.IsCancellationRequested)
            {
                await RequestShutdownAsync(cancellationToken);
            }
        }
        finally
        {
            await EndProcessesAsync();
            Client.Dispose();
            await log.DisposeAsync();
            folder.Remove();
        }
    }

    /// <summary>True once nothing is left for the engine to clean up.</summary>
    private async Task<bool> TryRemoveObjectsAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.StopTimeout);
        try
        {
            // First what runs, then what it runs on.
            await Task.WhenAll(
                RemoveAllAsync<ExecutableReplicaSet>(timeout.Token),
                RemoveAllAsync<Executable>(timeout.Token),
                RemoveAllAsync<ContainerExec>(timeout.Token),
                RemoveAllAsync<Container>(timeout.Token),
                RemoveAllAsync<ContainerNetworkTunnelProxy>(timeout.Token),
                RemoveAllAsync<Service>(timeout.Token),
                RemoveAllAsync<Endpoint>(timeout.Token));
            await Task.WhenAll(RemoveAllAsync<ContainerNetwork>(timeout.Token), RemoveAllAsync<ContainerVolume>(timeout.Token));
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or DcpException)
        {
            return false;
        }
    }

    private async Task RemoveAllAsync<T>(CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind<T>
    {
        var pause = new Backoff(s_poll, s_poll * 8);
        while (await Client.ListAsync<T>(cancellationToken) is { Count: > 0 } left)
        {
            await Task.WhenAll(left
                .Where(o => o.Metadata.DeletionTimestamp is null)
                .Select(o => Client.DeleteAsync<T>(o.Metadata.Name, cancellationToken)));
            await pause.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The slow way: the engine cleans up alone, then ends.</summary>
    private async Task RequestShutdownAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_shutdownTimeout);
        try
        {
            await Client.RequestShutdownAsync(timeout.Token);
            while (await Client.IsAnsweringAsync(timeout.Token))
            {
                await Task.Delay(s_poll * 10, timeout.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or DcpException)
        {
            // It is gone, or does not listen: ended by force next.
        }
    }

    /// <summary>
    /// Once nothing is left to clean up, the engine has nothing to lose: it is killed, which takes 0.05 s instead of the 0.4 s of its
    /// own way out.
    /// </summary>
    private async Task EndProcessesAsync()
    {
        using var timeout = new CancellationTokenSource(s_killTimeout);
        var engine = await EngineProcesses.FindAsync(folder.Kubeconfig, timeout.Token);
        var monitors = await EngineProcesses.FindMonitorsAsync(engine.Select(p => p.Pid), timeout.Token);
        if (OperatingSystem.IsWindows())
        {
            await RequestShutdownAsync(timeout.Token);
            return;
        }

        foreach (var process in engine)
        {
            EngineProcesses.Kill(process.Pid);
        }

        // A monitor that still has a workload ends it now.
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < s_killTimeout && engine.Concat(monitors).Any(p => EngineProcesses.IsRunning(p.Pid)))
        {
            await Task.Delay(s_poll);
        }

        foreach (var socket in engine.Select(p => p.ValueOf("--notification-socket")).OfType<string>())
        {
            File.Delete(socket);
        }
    }
}
