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
    ExecutableFactory executables,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    DistributedApplicationExecutionContext executionContext,
    IServiceProvider services)
{
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Starts all copies of a resource. A failure is shown on the resource, not thrown.</summary>
    public async Task StartAsync(IResource resource, CancellationToken cancellationToken)
    {
        var copies = instances.Of(resource).ToArray();
        foreach (var copy in copies)
        {
            await copy.Operations.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await StartCoreAsync(resource, copies, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var copy in copies)
            {
                copy.Operations.Release();
            }
        }
    }

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

            await notifications.PublishUpdateAsync(instance.Resource, instance.Id, s => s with { State = KnownResourceStates.Stopping }).ConfigureAwait(false);
            await engine.Client.StopExecutableAsync(instance.Id, cancellationToken).ConfigureAwait(false);
            await instance.Ended.WaitAsync(s_stopTimeout, cancellationToken).ConfigureAwait(false);
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
            if (!await engine.Client.DeleteAsync<Executable>(instance.Id, cancellationToken).ConfigureAwait(false))
            {
                // Its creation was cancelled before the engine had it, so no report of its end will come.
                instance.OnGone();
            }

            await instance.Gone.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StartCoreAsync(IResource resource, ProgramInstance[] copies, CancellationToken cancellationToken)
    {
        var logger = loggers.GetLogger(resource);
        try
        {
            await notifications.PublishUpdateAsync(resource, s => s with
            {
                State = KnownResourceStates.Starting,
                ExitCode = null,
                StartTimeStamp = null,
                StopTimeStamp = null,
                ResourceReadyEvent = null,
            }).ConfigureAwait(false);
            await notifications.WaitForDependenciesAsync(resource, cancellationToken).ConfigureAwait(false);
            await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellationToken).ConfigureAwait(false);
            if (resource is ContainerResource || resource.IsContainerImage())
            {
                throw new DistributedApplicationException($"Resource '{resource.Name}' is a container, and containers are not run by this version. Use its process form.");
            }

            await Task.WhenAll(copies.Select(async copy =>
            {
                await RemoveAsync(copy, cancellationToken).ConfigureAwait(false);
                var configuration = await ExecutionConfiguration.EvaluateAsync(resource, executionContext, logger, cancellationToken).ConfigureAwait(false);
                var executable = executables.Create(copy, configuration);
                copy.OnCreating();
                try
                {
                    await engine.Client.CreateAsync(executable, cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    copy.OnGone();
                    throw;
                }
            })).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops.
        }
        catch (Exception exception)
        {
            // One line for what the model can explain, everything for what it cannot.
            if (exception is DistributedApplicationException)
            {
                logger.LogError("{Message}", exception.Message);
            }
            else
            {
                logger.LogError(exception, "Failed to start '{ResourceName}'.", resource.Name);
            }

            await notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.FailedToStart, StopTimeStamp = DateTime.UtcNow }).ConfigureAwait(false);
        }
    }
}
