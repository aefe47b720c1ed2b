using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Eventing;

/// <summary>Something that happened in the application.</summary>
public interface IDistributedApplicationEvent;

/// <summary>Something that happened to a resource.</summary>
public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
{
    /// <summary>The resource.</summary>
    IResource Resource { get; }

    /// <summary>The application's services.</summary>
    IServiceProvider Services => throw new NotSupportedException($"{GetType().Name} does not carry the application's services.");

    /// <summary>The resource's log, shown in the dashboard.</summary>
    ILogger Logger => Services.GetRequiredService<ResourceLoggerService>().GetLogger(Resource);
}

/// <summary>How the subscribers of an event are called.</summary>
public enum EventDispatchBehavior
{
    /// <summary>One after the other; publishing waits for them.</summary>
    BlockingSequential = 0,

    /// <summary>All at once; publishing waits for them.</summary>
    BlockingConcurrent = 1,

    /// <summary>One after the other, in the background.</summary>
    NonBlockingSequential = 2,

    /// <summary>All at once, in the background.</summary>
    NonBlockingConcurrent = 3,
}

/// <summary>Publishes events and keeps their subscribers.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Calls <paramref name="callback"/> for every event of type <typeparamref name="T"/>.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationEvent;

    /// <summary>Calls <paramref name="callback"/> for every event of type <typeparamref name="T"/> of one resource.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationResourceEvent;

    /// <summary>Ends a subscription.</summary>
    void Unsubscribe(DistributedApplicationEventSubscription subscription);

    /// <summary>Publishes an event, one subscriber after the other.</summary>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent;

    /// <summary>Publishes an event.</summary>
    Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent;
}

/// <summary>One subscriber of an event.</summary>
public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    /// <summary>What is called.</summary>
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
}

/// <summary>One subscriber of a resource's event.</summary>
public class DistributedApplicationResourceEventSubscription(IResource? resource, Func<IDistributedApplicationResourceEvent, CancellationToken, Task> callback)
    : DistributedApplicationEventSubscription((@event, cancellationToken) => callback((IDistributedApplicationResourceEvent)@event, cancellationToken))
{
    /// <summary>The resource, or null for all of them.</summary>
    public IResource? Resource { get; } = resource;
}
