using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>
/// Hastens the report of an end that others wait for: the engine alone takes up to half a second to tell that a process has
/// ended, so a program whose completion somebody waits for is watched here.
/// </summary>
internal sealed class CompletionWatch(EngineHost engine, DistributedApplicationModel model, ILogger<CompletionWatch> logger)
{
    private static Backoff ForExit => new(TimeSpan.FromMilliseconds(8), TimeSpan.FromMilliseconds(40));

    /// <summary>Watches the current run of a program, if its completion matters to another resource.</summary>
    public void Follow(ProgramInstance instance, int processId, CancellationToken stopping)
    {
        if (IsAwaited(instance.Resource))
        {
            _ = FollowAsync(instance, processId, instance.Ended, stopping);
        }
    }

    private async Task FollowAsync(ProgramInstance instance, int processId, Task ended, CancellationToken stopping)
    {
        try
        {
            var pause = ForExit;
            while (!ended.IsCompleted && ProcessTable.IsRunning(processId))
            {
                await pause.WaitAsync(stopping).ConfigureAwait(false);
            }

            await engine.Client.HurryExecutableAsync(instance.ObjectName, ended, stopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or DcpException or HttpRequestException)
        {
            // The engine tells it by itself, a little later.
            logger.LogDebug("The end of '{ResourceName}' was not hastened: {Reason}", instance.Id, exception.Message);
        }
    }

    private bool IsAwaited(IResource resource) => model.Resources.Any(other => other.Annotations.OfType<WaitAnnotation>()
        .Any(wait => wait.WaitType is WaitType.WaitForCompletion && wait.Resource == resource));
}
