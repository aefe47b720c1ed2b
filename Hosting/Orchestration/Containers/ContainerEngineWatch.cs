using Aspire.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>
/// Notices that Docker or Podman has stopped while containers ran: the engine goes on to call them running, and would wait
/// for their removal for minutes. It logs errors, though, and each of them is a reason to ask.
/// </summary>
internal sealed class ContainerEngineWatch(
    EngineHost engine,
    ProgramInstances instances,
    ContainerEngineStatus status,
    ContainerAdvice advice,
    ProgramWatcher watcher,
    ILogger<ContainerEngineWatch> logger) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _disposing = new();
    private TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asking;

    /// <inheritdoc cref="ContainerEngineStatus.Program" />
    public string Program => status.Program;

    /// <summary>Completes when Docker or Podman is gone.</summary>
    public Task Lost => _lost.Task;

    public void Start()
    {
        if (instances.All.Any(i => i.IsContainer))
        {
            engine.ProblemLogged += OnProblemLogged;
            Ask(); // by its answer it is known whether Docker or Podman is meant
        }
    }

    public void Dispose()
    {
        engine.ProblemLogged -= OnProblemLogged;
        _disposing.Cancel();
        _disposing.Dispose();
    }

    // The engine's own parts are called ContainerReconciler, NetworkReconciler, and so on.
    private void OnProblemLogged(string category)
    {
        if (category.Contains("Reconciler", StringComparison.Ordinal))
        {
            Ask();
        }
    }

    private void Ask()
    {
        if (Interlocked.Exchange(ref _asking, 1) is 0)
        {
            _ = Task.Run(AskAsync);
        }
    }

    private async Task AskAsync()
    {
        try
        {
            if (await status.ProblemAsync(_disposing.Token).ConfigureAwait(false) is { } problem)
            {
                await FollowLossAsync(problem).ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(s_pause, _disposing.Token).ConfigureAwait(false); // errors come in swarms
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or DcpException or HttpRequestException or DistributedApplicationException)
        {
            logger.LogDebug("The container engine was not asked how it is: {Reason}", exception.Message);
        }
        finally
        {
            Interlocked.Exchange(ref _asking, 0);
        }
    }

    private async Task FollowLossAsync(string problem)
    {
        _lost.TrySetResult();
        var containers = instances.All.Where(i => i is { IsContainer: true, ContainerState: ContainerState.Running, Gone.IsCompleted: false }).ToArray();
        foreach (var container in containers)
        {
            container.IsEngineLost = true;
            advice.Tell(container, problem);
            await watcher.RefreshAsync(container, _disposing.Token).ConfigureAwait(false);
        }

        do
        {
            await Task.Delay(s_pause, _disposing.Token).ConfigureAwait(false);
        }
        while (await status.ProblemAsync(_disposing.Token).ConfigureAwait(false) is not null);

        _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var container in containers)
        {
            container.IsEngineLost = false;
            await engine.Client.NudgeContainerAsync(container.ObjectName, _disposing.Token).ConfigureAwait(false);
            await watcher.RefreshAsync(container, _disposing.Token).ConfigureAwait(false);
        }
    }
}
