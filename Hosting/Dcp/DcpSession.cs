using System.Diagnostics;

namespace Platform.Hosting.Dcp;

/// <summary>A running engine. Ends it when disposed.</summary>
internal sealed class DcpSession(DcpClient client, DcpKubeconfig config, DcpOptions options, DcpSessionFolder folder, DcpLogSocket log)
    : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_killTimeout = TimeSpan.FromSeconds(5);

    // Long enough for what the engine counts in whole seconds: 6 s for a process that ignores SIGTERM, and its own clean-up.
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private Task? _stopping;

    public DcpClient Client { get; } = client;

    public DcpKubeconfig Config { get; } = config;

    /// <summary>The run's private folder; gone after the stop.</summary>
    public string Folder => folder.Path;

    /// <summary>
    /// Removes whatever objects are left, all at once, and ends the engine; workloads that need an order are to be deleted before.
    /// Cancelling skips the waiting, not the end: the engine's monitors then end the workloads.
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
        var cleaned = false;
        try
        {
            cleaned = await TryRemoveObjectsAsync(cancellationToken);
            if (!cleaned || OperatingSystem.IsWindows())
            {
                await ShutDownAsync(cancellationToken);
            }
        }
        finally
        {
            await EndProcessesAsync(cleaned);
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
            // First what runs, then what it runs on. Services and their endpoints live in the engine itself and go with it.
            await Task.WhenAll(
                Client.RemoveAllAsync<ExecutableReplicaSet>(timeout.Token),
                Client.RemoveExecutablesAsync(timeout.Token),
                Client.RemoveAllAsync<ContainerExec>(timeout.Token),
                Client.RemoveAllAsync<Container>(timeout.Token),
                Client.RemoveAllAsync<ContainerNetworkTunnelProxy>(timeout.Token));
            await Task.WhenAll(Client.RemoveAllAsync<ContainerNetwork>(timeout.Token), Client.RemoveAllAsync<ContainerVolume>(timeout.Token));
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or DcpException)
        {
            return false;
        }
    }

    /// <summary>The slow way: the engine cleans up alone, in steps of a second, then ends.</summary>
    private async Task ShutDownAsync(CancellationToken cancellationToken)
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
            // It is gone already, or does not listen any more: ended by force next.
        }
    }

    /// <summary>
    /// With nothing left to clean up the engine has nothing to lose: it is killed, which saves the 0.4 s of its own way out, and so
    /// are its monitors, which look for the end of their workload only every 2 s. Otherwise the monitors stay: they see the engine
    /// gone and end their workloads.
    /// </summary>
    private async Task EndProcessesAsync(bool cleaned)
    {
        var (engine, monitors) = await EngineProcesses.FindAsync(folder.Kubeconfig, CancellationToken.None);
        IReadOnlyList<EngineProcesses.Entry> ending = cleaned ? [.. engine, .. monitors] : engine;
        foreach (var process in ending)
        {
            EngineProcesses.Kill(process.Pid);
        }

        var watch = Stopwatch.StartNew();
        while (ending.Any(p => ProcessTree.IsRunningProcess(p.Pid)) && watch.Elapsed < s_killTimeout)
        {
            await Task.Delay(s_poll);
        }

        // The controllers would have removed it themselves.
        foreach (var socket in engine.Select(p => p.ValueOf("--notification-socket")).OfType<string>())
        {
            File.Delete(socket);
        }
    }
}
