using System.Diagnostics;

namespace Platform.Hosting.Dcp;

/// <summary>A running engine. Ends it when disposed.</summary>
internal sealed class DcpSession(DcpClient client, DcpKubeconfig config, DcpOptions options, DcpSessionFolder folder, DcpLogSocket log)
    : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_orphanTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_killTimeout = TimeSpan.FromSeconds(2);

    // Long enough for what the engine counts in whole seconds: 6 s for a process that ignores SIGTERM, and its own clean-up.
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private Task? _stopping;

    public DcpClient Client { get; } = client;

    public DcpKubeconfig Config { get; } = config;

    /// <summary>
    /// Docker or Podman is gone, so its containers and networks cannot be removed. Networks and running containers that it still
    /// has then are removed by the next engine that starts on it.
    /// </summary>
    public bool IsContainerEngineLost { get; set; }

    /// <summary>The run's private folder; gone after the stop.</summary>
    public string Folder => folder.Path;

    /// <summary>
    /// Removes whatever objects are left, all at once, and ends the engine; workloads that need an order are to be deleted before.
    /// Cancelling skips the waiting, not the end: the engine then cleans up and ends by itself.
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
            if (await TryRemoveObjectsAsync(cancellationToken) && !OperatingSystem.IsWindows())
            {
                await EndAsync();
            }
            else
            {
                await ShutDownAsync(cancellationToken);
            }
        }
        finally
        {
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
            if (IsContainerEngineLost)
            {
                await Task.WhenAll(Client.RemoveAllAsync<ExecutableReplicaSet>(timeout.Token), Client.RemoveExecutablesAsync(timeout.Token));
                return true;
            }

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

    /// <summary>
    /// With nothing left to clean up the engine has nothing to lose: it and its monitors are killed, which saves the 0.4 s of its own
    /// way out. Never done while workloads run: the monitors would end those with SIGKILL.
    /// </summary>
    private async Task EndAsync()
    {
        var found = EngineProcesses.Find(folder.Kubeconfig);
        foreach (var process in found.Engine.Concat(found.Monitors))
        {
            ProcessTable.Kill(process.Pid);
        }

        // What a workload left behind when it ended by itself: the engine does not know of it.
        foreach (var process in found.Others)
        {
            ProcessTable.Terminate(process.Pid);
        }

        List<ProcessInfo> left = [.. found.Engine, .. found.Monitors, .. found.Others];
        await WaitForEndAsync(left, s_orphanTimeout);
        foreach (var process in left)
        {
            ProcessTable.Kill(process.Pid);
        }

        await WaitForEndAsync(left, s_killTimeout);
        foreach (var socket in found.NotificationSockets)
        {
            File.Delete(socket);
        }
    }

    private static async Task WaitForEndAsync(List<ProcessInfo> processes, TimeSpan timeout)
    {
        var watch = Stopwatch.StartNew();
        while (processes.RemoveAll(p => !ProcessTable.IsRunning(p.Pid, p.Started)) >= 0 && processes.Count > 0 && watch.Elapsed < timeout)
        {
            await Task.Delay(s_poll);
        }
    }

    /// <summary>The slow way: the engine cleans up alone, in steps of a second, then ends. One that does not answer is ended.</summary>
    private async Task ShutDownAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_shutdownTimeout);
        try
        {
            await Client.RequestShutdownAsync(timeout.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or DcpException)
        {
            await EndAsync();
            return;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (await Client.IsAnsweringAsync(waiting.Token))
            {
                await Task.Delay(s_poll * 10, waiting.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to wait longer. It goes on by itself, also after our end.
        }
    }
}
