using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>
/// Hastens the report of an end that others wait for. The engine gathers what happens to a process for half a second before it
/// looks at it; any change of the object makes it look at once. So a program whose completion somebody waits for is watched
/// here, and its object is touched when the process has gone.
/// </summary>
internal sealed class CompletionWatch(EngineHost engine, DistributedApplicationModel model, ILogger<CompletionWatch> logger)
{
    /// <summary>The annotation that is changed. Its value counts the changes and means nothing.</summary>
    public const string Annotation = "completion-seen";

    // Longer than the engine takes by itself.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

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

            // The engine may need a moment to collect the exit code.
            pause = ForExit;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(s_limit);
            for (var touch = 1; !ended.IsCompleted; touch++)
            {
                var metadata = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = touch.ToString(CultureInfo.InvariantCulture) } };
                var change = new JsonObject { ["metadata"] = metadata }.ToJsonString();
                await engine.Client.PatchAsync<Executable>(instance.Id, change, limit.Token).ConfigureAwait(false);
                await pause.WaitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or DcpException or HttpRequestException)
        {
            // The engine tells it by itself, half a second later.
            logger.LogDebug("The end of '{ResourceName}' was not hastened: {Reason}", instance.Id, exception.Message);
        }
    }

    private bool IsAwaited(IResource resource) => model.Resources.Any(other => other.Annotations.OfType<WaitAnnotation>()
        .Any(wait => wait.WaitType is WaitType.WaitForCompletion && wait.Resource == resource));
}
