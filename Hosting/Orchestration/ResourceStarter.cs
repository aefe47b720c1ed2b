using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>Starts and stops single programs: waits, events, the engine's objects.</summary>
internal sealed class ResourceStarter(
    EngineHost engine,
    ProgramInstances instances,
    ChildResources children,
    ExecutableFactory executables,
    ContainerFactory containers,
    ContainerNetworks networks,
    ContainerTunnel tunnel,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    DistributedApplicationExecutionContext executionContext,
    IServiceProvider services)
{
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts all copies of a resource, after what it waits for. A failure is told in its log and its state.</summary>
    public Task StartAsync(IResource resource, CancellationToken cancellationToken) =>
        StartAsync(resource, [.. instances.Of(resource)], cancellationToken);

    /// <summary>Starts one copy; one that waits for others is started without them.</summary>
    public async Task StartAsync(ProgramInstance instance, CancellationToken cancellationToken)
    {
        if (notifications.TryGetCurrentState(instance.Id, out var current) && current.Snapshot.State?.Text == KnownResourceStates.Waiting)
        {
            await notifications.PublishUpdateAsync(instance.Resource, instance.Id, s => s with { State = KnownResourceStates.Starting }).ConfigureAwait(false);
            await instance.Operations.WaitAsync(cancellationToken).ConfigureAwait(false); // held by the start that has waited
            instance.Operations.Release();
        }
        else
        {
            await StartAsync(instance.Resource, [instance], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends what is still being started, also by commands, and lets nothing start any more.</summary>
    public Task EndStartsAsync() => _stopping.CancelAsync();

    /// <summary>Ends one copy and waits until its process is gone. The engine keeps its logs until the next start.</summary>
    public async Task StopAsync(ProgramInstance instance, CancellationToken cancellationToken)
    {
        await instance.Operations.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (instance.Ended.IsCompleted)
            {
                return;
            }

            instance.IsStopping = true;
            await notifications.PublishUpdateAsync(instance.Resource, instance.Id, s => s with { State = KnownResourceStates.Stopping }).ConfigureAwait(false);
            if (instance.IsContainer)
            {
                await engine.Client.PatchAsync<Container>(instance.ObjectName, """{"spec":{"stop":true}}""", cancellationToken).ConfigureAwait(false);
                _ = HurryAsync(instance, instance.Ended, cancellationToken);
            }
            else
            {
                await engine.Client.StopExecutableAsync(instance.ObjectName, cancellationToken).ConfigureAwait(false);
                await engine.Client.HurryExecutableAsync(instance.ObjectName, instance.Ended, cancellationToken).ConfigureAwait(false);
            }

            await instance.Ended.WaitAsync(s_stopTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new DistributedApplicationException($"Resource '{instance.Resource.Name}' still runs {s_stopTimeout.TotalSeconds:0} s after it was told to stop.");
        }
        finally
        {
            instance.Operations.Release();
        }
    }

    /// <summary>Ends one copy and removes it from the engine.</summary>
    public async Task RemoveAsync(ProgramInstance instance, CancellationToken cancellationToken)
    {
        if (!instance.Gone.IsCompleted)
        {
            var found = instance.IsContainer
                ? await engine.Client.DeleteAsync<Container>(instance.ObjectName, cancellationToken).ConfigureAwait(false)
                : await engine.Client.DeleteAsync<Executable>(instance.ObjectName, cancellationToken).ConfigureAwait(false);
            if (!found)
            {
                // Its creation was cancelled before the engine had it, so no report of its end will come.
                instance.OnGone();
            }

            if (instance.IsContainer)
            {
                _ = HurryAsync(instance, instance.Gone, cancellationToken);
            }
            else
            {
                await engine.Client.HurryExecutableAsync(instance.ObjectName, instance.Gone, cancellationToken).ConfigureAwait(false);
            }

            await instance.Gone.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StartAsync(IResource resource, ProgramInstance[] copies, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var held = new List<ProgramInstance>(copies.Length);
        try
        {
            foreach (var copy in copies)
            {
                await copy.Operations.WaitAsync(ended.Token).ConfigureAwait(false);
                held.Add(copy);
            }

            await StartCoreAsync(resource, copies, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The application stops.
        }
        catch (Exception exception)
        {
            Explain(exception, resource);
            await PublishAsync(copies, s => s with { State = KnownResourceStates.FailedToStart, StopTimeStamp = DateTime.UtcNow }).ConfigureAwait(false);
        }
        finally
        {
            held.ForEach(copy => copy.Operations.Release());
        }
    }

    private async Task StartCoreAsync(IResource resource, ProgramInstance[] copies, CancellationToken cancellationToken)
    {
        await PublishAsync(copies, s => s with
        {
            State = KnownResourceStates.Starting,
            ExitCode = null,
            StartTimeStamp = null,
            StopTimeStamp = null,
            ResourceReadyEvent = null,
            HealthReports = [.. s.HealthReports.Select(r => new HealthReportSnapshot(r.Name, null, null, null))],
        }).ConfigureAwait(false);
        await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(copies.Select(copy => CreateAsync(copy, cancellationToken))).ConfigureAwait(false);
    }

    private async Task CreateAsync(ProgramInstance copy, CancellationToken cancellationToken)
    {
        await RemoveAsync(copy, cancellationToken).ConfigureAwait(false);
        var resource = copy.Resource;
        var configuration = await ExecutionConfiguration.EvaluateAsync(resource, executionContext, PrepareAsync, loggers.GetLogger(resource), cancellationToken).ConfigureAwait(false);
        if (copy.IsContainer)
        {
            var container = await containers.CreateAsync(copy, configuration, cancellationToken).ConfigureAwait(false);
            await networks.WaitAsync(cancellationToken).ConfigureAwait(false);
            await CreateObjectAsync(copy, container, cancellationToken).ConfigureAwait(false);
            _ = HurryAsync(copy, copy.Settled, _stopping.Token);
        }
        else
        {
            await CreateObjectAsync(copy, executables.Create(copy, configuration), cancellationToken).ConfigureAwait(false);
        }

        Task PrepareAsync(IEnumerable<object> values) => copy.IsContainer ? tunnel.PrepareAsync(values, cancellationToken) : Task.CompletedTask;
    }

    private async Task CreateObjectAsync<T>(ProgramInstance copy, T description, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind<T>
    {
        copy.OnCreating();
        description.Metadata.Name = copy.ObjectName;
        try
        {
            await engine.Client.CreateAsync(description, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            copy.OnGone();
            throw;
        }
    }

    private async Task HurryAsync(ProgramInstance container, Task reported, CancellationToken cancellationToken)
    {
        try
        {
            await engine.Client.HurryContainerAsync(container.ObjectName, reported, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or DcpException or HttpRequestException or DistributedApplicationException)
        {
            // The report comes by itself, a little later, or the application stops.
        }
    }

    private async Task PublishAsync(ProgramInstance[] copies, Func<CustomResourceSnapshot, CustomResourceSnapshot> update)
    {
        foreach (var copy in copies)
        {
            await notifications.PublishUpdateAsync(copy.Resource, copy.Id, update).ConfigureAwait(false);
            await children.FollowAsync(copy.Resource, copy.Id).ConfigureAwait(false);
        }
    }

    // One line for what the model can explain, everything for what it cannot.
    private void Explain(Exception exception, IResource resource)
    {
        var logger = loggers.GetLogger(resource);
        switch (exception)
        {
            case DistributedApplicationException or DcpException:
                logger.LogError("{Message}", exception.Message);
                break;
            case OperationCanceledException:
                logger.LogError("The start of '{ResourceName}' was canceled.", resource.Name);
                break;
            default:
                logger.LogError(exception, "Failed to start '{ResourceName}'.", resource.Name);
                break;
        }
    }
}
