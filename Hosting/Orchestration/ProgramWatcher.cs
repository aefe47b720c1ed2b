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
    ExecutableSnapshots executables,
    ContainerSnapshots containers,
    ContainerAdvice advice,
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

    public void Start() => _watching = Task.WhenAll(
        Task.Run(WatchAsync<Executable>),
        instances.All.Any(i => i.IsContainer) ? Task.Run(WatchAsync<Container>) : Task.CompletedTask);

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

    /// <summary>Publishes what the engine says of a container now.</summary>
    public async Task RefreshAsync(ProgramInstance container, CancellationToken cancellationToken)
    {
        if (await engine.Client.FindAsync<Container>(container.ObjectName, cancellationToken).ConfigureAwait(false) is { } current)
        {
            await PublishAsync(container, current).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync<T>()
        where T : DcpObject, IDcpKind<T>
    {
        try
        {
            await foreach (var (type, program) in engine.Client.WatchAsync<T>(_stopping.Token).ConfigureAwait(false))
            {
                if (instances.OfObject(program.Metadata.Name) is not { } instance)
                {
                    continue;
                }

                if (type is WatchEventType.Deleted)
                {
                    if (!instance.Gone.IsCompleted && !instance.HasEnded(program.Metadata.Uid))
                    {
                        await PublishAsync(instance, program).ConfigureAwait(false);
                    }

                    if (!instance.Ended.IsCompleted)
                    {
                        // Deleted while it ran, so the engine never reported an end.
                        await EndAsync(instance).ConfigureAwait(false);
                    }

                    instance.OnGone();
                }
                else if (!instance.Gone.IsCompleted && !instance.HasEnded(program.Metadata.Uid))
                {
                    await PublishAsync(instance, program).ConfigureAwait(false);
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

    private async Task PublishAsync(ProgramInstance instance, DcpObject program)
    {
        var (state, isEnd) = program switch
        {
            Container { Status.State: { } text } => (text, ContainerState.IsTerminal(text)),
            Executable { Status.State: { } text } => (text, ExecutableState.IsTerminal(text)),
            _ => ("", false),
        };
        if (state.Length is 0)
        {
            return;
        }

        if (!instance.IsRunAnnounced)
        {
            instance.IsRunAnnounced = true;
            loggers.BeginRun(instance.Id);
        }

        if (program is Executable executable)
        {
            FollowProcess(instance, executable);
        }
        else if (instance.ContainerState != state)
        {
            instance.ContainerState = state;
            advice.Explain(instance, (Container)program, _stopping.Token);
        }

        await notifications.PublishUpdateAsync(instance.Resource, instance.Id, s => program is Container container
            ? containers.Update(s, instance, container)
            : executables.Update(s, instance, (Executable)program)).ConfigureAwait(false);
        await children.FollowAsync(instance.Resource, instance.Id).ConfigureAwait(false);
        if (isEnd && !instance.Ended.IsCompleted)
        {
            instance.OnEnded(program.Metadata.Uid);
            PublishStopped(instance);
        }
    }

    private void FollowProcess(ProgramInstance instance, Executable executable)
    {
        var processId = (int?)executable.Status!.Pid;
        if (processId is int id && instance.ProcessId != id)
        {
            completions.Follow(instance, id, _stopping.Token);
        }

        instance.ProcessId = processId;
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
