using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Hosting.Notifications;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Publishes what happens to resources, and waits for it.</summary>
public partial class ResourceNotificationService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceState> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly Lock _gate = new();
    private readonly ILogger<ResourceNotificationService> _logger;
    private readonly IServiceProvider _services;
    private readonly ResourceLoggerService _resourceLoggers;
    private bool _disposed;

    /// <summary>Creates the service.</summary>
    public ResourceNotificationService(
        ILogger<ResourceNotificationService> logger,
        IHostApplicationLifetime hostApplicationLifetime,
        IServiceProvider serviceProvider,
        ResourceLoggerService resourceLoggerService)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(serviceProvider);
        ArgumentNullException.ThrowIfNull(resourceLoggerService);
        _logger = logger;
        _services = serviceProvider;
        _resourceLoggers = resourceLoggerService;
        DefaultWaitBehavior = serviceProvider.GetService<IOptions<ResourceNotificationServiceOptions>>()?.Value.DefaultWaitBehavior
            ?? WaitBehavior.StopOnResourceUnavailable;
    }

    /// <summary>Creates the service without the application's services. Obsolete.</summary>
    [Obsolete("ResourceNotificationService now requires an IServiceProvider and ResourceLoggerService.\nUse the constructor that accepts an ILogger<ResourceNotificationService>, IHostApplicationLifetime, IServiceProvider and ResourceLoggerService.\nThis constructor will be removed in the next major version of Aspire.")]
    public ResourceNotificationService(ILogger<ResourceNotificationService> logger, IHostApplicationLifetime hostApplicationLifetime)
        : this(logger, hostApplicationLifetime, NoServices.Instance, new ResourceLoggerService())
    {
    }

    internal WaitBehavior DefaultWaitBehavior { get; set; }

    /// <summary>Publishes a change of the resource (of each of its replicas).</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="stateFactory">Makes the new snapshot from the latest one. Runs once per replica.</param>
    public async Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        foreach (var id in resource.GetInstanceIds())
        {
            await PublishUpdateAsync(resource, id, stateFactory);
        }
    }

    /// <summary>Publishes a change of one replica of the resource. A change that changes nothing is not passed on.</summary>
    /// <exception cref="InvalidOperationException">The id belongs to another resource.</exception>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(resourceId);
        ArgumentNullException.ThrowIfNull(stateFactory);

        var state = _states.GetOrAdd(resourceId, static (_, resource) => new ResourceState(resource), resource);
        if (state.Resource != resource)
        {
            throw new InvalidOperationException(
                $"The id '{resourceId}' belongs to another resource than '{resource.Name}'. Publish with that resource's own instance.");
        }

        lock (state)
        {
            var previous = state.Snapshot;
            var next = SnapshotEnrichment.Enrich(resource, stateFactory(previous ?? SnapshotEnrichment.CreateInitial(resource)), _services);
            if (previous is not null && SnapshotEquality.SameContent(previous, next))
            {
                return Task.CompletedTask;
            }

            LogStateChange(resourceId, previous?.State?.Text, next.State?.Text);

            // Setting the snapshot and telling the watchers is one step, so that WatchAsync neither misses nor repeats it.
            lock (_gate)
            {
                state.Snapshot = next;
                var change = new ResourceEvent(resource, resourceId, next);
                _watchers.ForEach(watcher => watcher.Writer.TryWrite(change));
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The latest snapshot of every resource, then every change, in order, until cancelled.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var subscription = Subscribe();
        foreach (var current in subscription.Current)
        {
            yield return current;
        }

        await foreach (var change in subscription.Changes.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    /// <summary>Finds the latest snapshot by the id of a replica, or by the name of a resource that has only one.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        ArgumentNullException.ThrowIfNull(resourceId);
        if (_states.TryGetValue(resourceId, out var exact) && exact.Snapshot is { } snapshot)
        {
            resourceEvent = new(exact.Resource, resourceId, snapshot);
            return true;
        }

        var byName = _states.Where(s => NameEquals(s.Value.Resource.Name, resourceId)).Take(2).ToArray();
        resourceEvent = byName is [var (id, state)] && state.Snapshot is { } only ? new(state.Resource, id, only) : null;
        return resourceEvent is not null;
    }

    /// <summary>Ends all watches and waits.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _watchers.ForEach(watcher => watcher.Writer.TryComplete());
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What is known now, and every change from now on.</summary>
    internal ResourceSubscription Subscribe()
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new() { SingleReader = true });
        lock (_gate)
        {
            var current = _states
                .Where(s => s.Value.Snapshot is not null)
                .Select(s => new ResourceEvent(s.Value.Resource, s.Key, s.Value.Snapshot!))
                .ToArray();
            _watchers.Add(channel);
            if (_disposed)
            {
                channel.Writer.TryComplete();
            }

            return new(current, channel.Reader, () => Unsubscribe(channel));
        }
    }

    private void Unsubscribe(Channel<ResourceEvent> channel)
    {
        lock (_gate)
        {
            _watchers.Remove(channel);
        }
    }

    private static bool NameEquals(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private void LogStateChange(string resourceId, string? previous, string? next)
    {
        if (!string.IsNullOrEmpty(next) && !NameEquals(previous, next))
        {
            _logger.LogDebug("Resource {ResourceId} changed state: {PreviousState} -> {State}", resourceId, previous ?? "(none)", next);
        }
    }

    private sealed class ResourceState(IResource resource)
    {
        private volatile CustomResourceSnapshot? _snapshot;

        public IResource Resource { get; } = resource;

        public CustomResourceSnapshot? Snapshot
        {
            get => _snapshot;
            set => _snapshot = value;
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
