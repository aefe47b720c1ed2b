using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>Publishes what the engine reports of the programs.</summary>
internal sealed class ProgramWatcher(
    EngineHost engine,
    ProgramInstances instances,
    ExecutableSnapshots snapshots,
    ChildResources children,
    CompletionWatch completions,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    ILogger<ProgramWatcher> logger)
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    public void Start() => _watching = Task.Run(WatchAsync);

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
    }

    /// <summary>Publishes the end of a program whose processes are known to be gone before the engine says so.</summary>
    public async Task ReportGoneAsync(ProgramInstance instance)
    {
        if (!instance.Ended.IsCompleted)
        {
            instance.OnEnded();
            await EndAsync(instance).ConfigureAwait(false);
        }

        instance.OnGone();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var (type, executable) in engine.Client.WatchAsync<Executable>(_stopping.Token).ConfigureAwait(false))
            {
                if (instances.Find(executable.Metadata.Name) is not { } instance)
                {
                    continue;
                }

                if (type is WatchEventType.Deleted)
                {
                    if (!instance.Gone.IsCompleted && !instance.HasEnded(executable.Metadata.Uid))
                    {
                        await PublishAsync(instance, executable).ConfigureAwait(false);
                    }

                    if (!instance.Ended.IsCompleted)
                    {
                        // Deleted while it ran, so the engine never reported an end.
                        await EndAsync(instance).ConfigureAwait(false);
                    }

                    instance.OnGone();
                }
                else if (!instance.Gone.IsCompleted && !instance.HasEnded(executable.Metadata.Uid))
                {
                    await PublishAsync(instance, executable).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            logger.LogCritical("The engine is gone, and the programs that it ran end with it. Start the application again. {Reason}", exception.Message);
            foreach (var instance in instances.All.Where(i => !i.Gone.IsCompleted))
            {
                await ReportGoneAsync(instance).ConfigureAwait(false);
            }
        }
    }

    private async Task PublishAsync(ProgramInstance instance, Executable executable)
    {
        var state = executable.Status?.State;
        if (string.IsNullOrEmpty(state))
        {
            return;
        }

        if (!instance.IsRunAnnounced)
        {
            instance.IsRunAnnounced = true;
            loggers.BeginRun(instance.Id);
        }

        var processId = (int?)executable.Status!.Pid;
        if (processId is int id && instance.ProcessId != id)
        {
            completions.Follow(instance, id, _stopping.Token);
        }

        instance.ProcessId = processId;
        await notifications.PublishUpdateAsync(instance.Resource, instance.Id, s => snapshots.Update(s, instance, executable)).ConfigureAwait(false);
        await children.FollowAsync(instance.Resource, instance.Id).ConfigureAwait(false);
        if (ExecutableState.IsTerminal(state) && !instance.Ended.IsCompleted)
        {
            instance.OnEnded(executable.Metadata.Uid);
            PublishStopped(instance);
        }
    }

    private async Task EndAsync(ProgramInstance instance)
    {
        await notifications.PublishUpdateAsync(instance.Resource, instance.Id, s => s with
        {
            State = KnownResourceStates.Exited,
            StopTimeStamp = s.StopTimeStamp ?? DateTime.UtcNow,
        }).ConfigureAwait(false);
        await children.FollowAsync(instance.Resource, instance.Id).ConfigureAwait(false);
        PublishStopped(instance);
    }

    // Subscribers may take their time; the engine's next report must not wait for them.
    private void PublishStopped(ProgramInstance instance)
    {
        if (notifications.TryGetCurrentState(instance.Id, out var last))
        {
            _ = PublishAsync();
        }

        async Task PublishAsync()
        {
            try
            {
                await eventing.PublishAsync(new ResourceStoppedEvent(instance.Resource, services, last), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                loggers.GetLogger(instance.Resource).LogError(exception, "A subscriber of the stopped event of '{ResourceName}' failed.", instance.Resource.Name);
            }
        }
    }
}
