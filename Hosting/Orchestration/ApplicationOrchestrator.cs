using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Health;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>Starts the application's resources in the order of their waits, and stops them in the reverse order.</summary>
internal sealed class ApplicationOrchestrator(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    IEnumerable<IDistributedApplicationEventingSubscriber> subscribers,
    IDistributedApplicationEventing eventing,
    EngineHost engine,
    ProgramInstances instances,
    EndpointAllocator endpoints,
    ContainerNetworks networks,
    ContainerEngineWatch containerEngine,
    ResourceStarter starter,
    ProgramWatcher watcher,
    ProgramLogs logs,
    ChildResources children,
    ResourceUrls urls,
    ParameterStates parameters,
    ConnectionStringStates connectionStrings,
    DependencyWaits waits,
    ResourceHealthMonitor health,
    DashboardHost dashboard,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IHostApplicationLifetime lifetime,
    IServiceProvider services,
    ILogger<ApplicationOrchestrator> logger) : IHostedService, IAsyncDisposable
{
    // A container has 10 s to end before it is killed, and then has to be removed.
    private static readonly TimeSpan s_containerRemoval = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _starting = new();
    private readonly Lock _gate = new();
    private Task? _stopped = Task.CompletedTask; // null while the application runs

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (executionContext.IsPublishMode)
        {
            return;
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _starting.Token);
        _stopped = null;
        try
        {
            engine.BeginStart(linked.Token);
            await PrepareAsync(linked.Token).ConfigureAwait(false);
            await engine.Session.WaitAsync(linked.Token).ConfigureAwait(false);
            watcher.Start();
            await networks.CreateAsync(linked.Token).ConfigureAwait(false);
            containerEngine.Start();
            var failures = await endpoints.AllocateAsync(linked.Token).ConfigureAwait(false);
            await AnnounceEndpointsAsync(failures, linked.Token).ConfigureAwait(false);
            await StartProgramsAsync(failures, linked.Token).ConfigureAwait(false);
            linked.Token.ThrowIfCancellationRequested(); // a resource shows its own cancellation in its state only
            await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), linked.Token).ConfigureAwait(false);
        }
        catch
        {
            // The host does not stop a service whose start failed, and nothing may stay behind.
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _stopped ??= StopCoreAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A host that failed to start, or was never stopped, has not said so to those who run until the end.
        lifetime.StopApplication();
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        // After the subscriptions of the model, so that those are called while the resource still waits, and for custom
        // resources as well, which publish these events themselves.
        eventing.Subscribe<BeforeResourceStartedEvent>(waits.WaitAsync);
        eventing.Subscribe<ResourceEndpointsAllocatedEvent>((@event, token) => urls.PublishAsync(@event.Resource, token));
        eventing.Subscribe<ConnectionStringAvailableEvent>((@event, token) =>
            @event.Resource is IResourceWithConnectionString resource ? connectionStrings.PublishAsync(resource, token) : Task.CompletedTask);
        foreach (var subscriber in subscribers)
        {
            await subscriber.SubscribeAsync(eventing, executionContext, cancellationToken).ConfigureAwait(false);
        }

        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken).ConfigureAwait(false);
        dashboard.Configure(model, engine.Paths.DashboardPath);
        instances.Prepare(model);
        loggers.Source = logs;
        foreach (var program in instances.All.Select(i => i.Resource).Distinct())
        {
            LifecycleCommands.AddTo(program);
            if (program is ProjectResource project)
            {
                RebuildCommand.AddTo(project);
            }
        }

        foreach (var resource in model.Resources.ToArray())
        {
            await notifications.PublishUpdateAsync(resource, s => Initial(resource, s)).ConfigureAwait(false);
        }

        health.Start();
        await parameters.PublishAsync(cancellationToken).ConfigureAwait(false);
        foreach (var resource in model.Resources.ToArray())
        {
            await eventing.PublishAsync(new InitializeResourceEvent(resource, eventing, loggers, notifications, services), EventDispatchBehavior.NonBlockingConcurrent, cancellationToken).ConfigureAwait(false);
        }
    }

    private static CustomResourceSnapshot Initial(IResource resource, CustomResourceSnapshot snapshot) => snapshot with
    {
        CreationTimeStamp = snapshot.CreationTimeStamp ?? DateTime.UtcNow,
        State = snapshot.State ?? (ProgramInstances.IsProgram(resource) ? KnownResourceStates.NotStarted : null),
        HealthReports = [.. ResourceHealthMonitor.KeysOf(resource).Select(key => new HealthReportSnapshot(key, null, null, null))],
        Relationships = SnapshotEnrichment.GetRelationships(resource),
    };

    private async Task AnnounceEndpointsAsync(IReadOnlyDictionary<IResource, Exception> failures, CancellationToken cancellationToken)
    {
        foreach (var resource in model.Resources.ToArray())
        {
            if (failures.ContainsKey(resource))
            {
                continue;
            }

            if (ProgramInstances.IsProgram(resource))
            {
                await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await urls.PublishAsync(resource, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task StartProgramsAsync(IReadOnlyDictionary<IResource, Exception> failures, CancellationToken cancellationToken)
    {
        return Task.WhenAll(instances.All.Select(i => i.Resource).Distinct().Select(StartProgramAsync));

        async Task StartProgramAsync(IResource program)
        {
            if (failures.TryGetValue(program, out var failure))
            {
                loggers.GetLogger(program).LogError("{Message}", failure.Message);
                logger.LogError("Resource '{ResourceName}' does not start. {Message}", program.Name, failure.Message);
                await notifications.PublishUpdateAsync(program, s => s with { State = KnownResourceStates.FailedToStart, StopTimeStamp = DateTime.UtcNow }).ConfigureAwait(false);
                await children.FollowAsync(program, instances.Of(program).First().Id).ConfigureAwait(false);
                return;
            }

            await AnnounceConnectionStringsAsync(program, cancellationToken).ConfigureAwait(false);
            if (!program.HasAnnotationOfType<ExplicitStartupAnnotation>())
            {
                await starter.StartAsync(program, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task AnnounceConnectionStringsAsync(IResource program, CancellationToken cancellationToken)
    {
        foreach (var part in children.Of(program).Prepend(program).OfType<IResourceWithConnectionString>())
        {
            try
            {
                await eventing.PublishAsync(new ConnectionStringAvailableEvent(part, services), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                loggers.GetLogger(part).LogError(exception, "The connection string of '{ResourceName}' is not available.", part.Name);
            }
        }
    }

    private async Task StopCoreAsync(CancellationToken cancellationToken)
    {
        await _starting.CancelAsync().ConfigureAwait(false);
        await starter.EndStartsAsync().ConfigureAwait(false);
        try
        {
            await health.StopAsync().ConfigureAwait(false);
            await RemoveProgramsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The engine ends what could not be ended in order.
            logger.LogWarning("The resources could not be stopped in order: {Message}", exception.Message);
        }

        await watcher.StopAsync().ConfigureAwait(false);
        await engine.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RemoveProgramsAsync(CancellationToken cancellationToken)
    {
        var dependents = StopOrder.Dependents(instances.All.Select(i => i.Resource));
        var removals = new Dictionary<IResource, Lazy<Task>>();
        foreach (var (resource, first) in dependents)
        {
            removals[resource] = new(async () =>
            {
                await Task.WhenAll(first.Select(r => removals[r].Value)).ConfigureAwait(false);
                await Task.WhenAll(instances.Of(resource).Select(i => EndAsync(i, cancellationToken))).ConfigureAwait(false);
            });
        }

        await Task.WhenAll(removals.Values.Select(r => r.Value)).ConfigureAwait(false);
    }

    /// <summary>The engine's object outlives its processes by half a second, which nobody needs to wait for at the end.</summary>
    private async Task EndAsync(ProgramInstance instance, CancellationToken cancellationToken)
    {
        if (!instance.Gone.IsCompleted)
        {
            if (instance.Resource.HasAnnotationOfType<DashboardAnnotation>())
            {
                instance.Kill();
            }

            if (instance.IsContainer)
            {
                await RemoveContainerAsync(instance, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await engine.Client.RemoveExecutableAsync(instance.ObjectName, cancellationToken).ConfigureAwait(false);
                await watcher.ReportGoneAsync(instance).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Without Docker or Podman nothing can be removed, and nobody should wait for it.</summary>
    private async Task RemoveContainerAsync(ProgramInstance instance, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        given.CancelAfter(s_containerRemoval);
        var removal = starter.RemoveAsync(instance, given.Token);
        if (await Task.WhenAny(removal, containerEngine.Lost).ConfigureAwait(false) != removal)
        {
            (await engine.Session.ConfigureAwait(false)).IsContainerEngineLost = true;
            await given.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            await removal.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (!instance.HasContainer)
            {
                return; // it was still waiting for the container engine
            }

            logger.LogWarning(
                "Container '{ResourceName}' was not removed: {Reason} Remove it once the container engine answers: {Program} rm --force {ContainerName}",
                instance.Resource.Name,
                containerEngine.Lost.IsCompleted ? "the container engine does not answer." : $"the container engine took more than {s_containerRemoval.TotalSeconds:0} s.",
                containerEngine.Program,
                ContainerFactory.NameOf(instance));
        }
    }
}
