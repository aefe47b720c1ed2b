using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Faults;

/// <summary>Breaks resources on purpose, says so in the dashboard, and heals what is stopped.</summary>
internal sealed class FaultInjector : BackgroundService
{
    /// <summary>The property under which the dashboard shows what is wrong with a resource on purpose.</summary>
    public const string Property = "Fault";

    /// <summary>What a connection may be slowed down by at most, in each direction.</summary>
    public static readonly TimeSpan LongestLatency = TimeSpan.FromMinutes(1);

    private readonly DistributedApplicationModel model;
    private readonly ResourceNotificationService notifications;
    private readonly ResourceLoggerService loggers;
    private readonly FaultRelays relays;
    private readonly ConcurrentDictionary<string, PausedProcesses> paused = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim changing = new(1, 1);

    public FaultInjector(
        DistributedApplicationModel model,
        ResourceNotificationService notifications,
        ResourceLoggerService loggers,
        FaultRelays relays,
        IHostApplicationLifetime lifetime)
    {
        (this.model, this.notifications, this.loggers, this.relays) = (model, notifications, loggers, relays);

        // Before anything is stopped: a halted program would not hear that it has to end.
        lifetime.ApplicationStopping.Register(() => HealAllAsync().GetAwaiter().GetResult());
    }

    public async Task PauseAsync(string name, CancellationToken cancellationToken)
    {
        if (!PausedProcesses.IsSupported)
        {
            throw new PlatformNotSupportedException("Windows cannot halt a process. Cut the resource off silently instead: to others it looks the same.");
        }

        var running = await RunningAsync(name, cancellationToken);
        await ExclusivelyAsync(async () =>
        {
            // One that was halted and has ended since is another program.
            if (paused.TryGetValue(running.Resource.Name, out var processes) && processes.Root != running.Pid)
            {
                paused.TryRemove(running.Resource.Name, out _);
                await processes.DisposeAsync();
            }

            if (!paused.ContainsKey(running.Resource.Name))
            {
                paused[running.Resource.Name] = await PausedProcesses.PauseAsync(running.Pid);
            }
        });
        await ShowAsync(running.Resource);
    }

    public async Task KillAsync(string name, CancellationToken cancellationToken)
    {
        var running = await RunningAsync(name, cancellationToken);
        var pid = running.Resource.Annotations.OfType<ServerProcessAnnotation>().LastOrDefault()?.FindPid() ?? running.Pid;
        loggers.GetLogger(running.Resource).LogWarning("Killed on purpose (pid {Pid}).", pid);
        using (var process = Process.GetProcessById(pid))
        {
            process.Kill();
        }

        await EndPauseAsync(running.Resource);
        await ShowAsync(running.Resource);
    }

    public Task SlowAsync(string name, TimeSpan latency, FaultDirection direction)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(latency, LongestLatency);
        return SetAsync(name, new RelayFault(
            RelayLink.Open,
            direction.HasFlag(FaultDirection.ToResource) ? latency : TimeSpan.Zero,
            direction.HasFlag(FaultDirection.FromResource) ? latency : TimeSpan.Zero));
    }

    public Task CutOffAsync(string name, bool silently) =>
        SetAsync(name, RelayFault.None with { Link = silently ? RelayLink.Silent : RelayLink.Reset });

    public async Task HealAsync(string name)
    {
        var resource = Find(name);
        relays.Of(resource.Name)?.Set(RelayFault.None);
        await EndPauseAsync(resource);
        await ShowAsync(resource);
    }

    // What is stopped is healed, or it could not end; and what is started again works.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (change.Snapshot.State?.Text == KnownResourceStates.Stopping)
                {
                    await HealAsync(change.Resource.Name);
                }
                else if (paused.ContainsKey(change.Resource.Name) && HasEnded(change.ResourceId))
                {
                    // It has ended by itself; nothing of it is halted any more.
                    await EndPauseAsync(change.Resource);
                    await ShowAsync(change.Resource);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    // Not as it was when this was told, for it may have been started again and halted since.
    private bool HasEnded(string resourceId) =>
        notifications.TryGetCurrentState(resourceId, out var now) && KnownResourceStates.TerminalStates.Contains(now.Snapshot.State?.Text);

    private async Task SetAsync(string name, RelayFault fault)
    {
        var resource = Find(name);
        var relay = relays.Of(resource.Name) ?? throw new InvalidOperationException($"{resource.Name} has no published port that could be slowed down or cut off.");
        relay.Set(fault);
        await ShowAsync(resource);
    }

    private async Task HealAllAsync()
    {
        foreach (var resource in model.Resources)
        {
            relays.Of(resource.Name)?.Set(RelayFault.None);
            await EndPauseAsync(resource);
        }
    }

    private Task EndPauseAsync(IResource resource) => ExclusivelyAsync(async () =>
    {
        if (paused.TryRemove(resource.Name, out var processes))
        {
            await processes.DisposeAsync();
        }
    });

    private async Task ExclusivelyAsync(Func<Task> change)
    {
        await changing.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            changing.Release();
        }
    }

    private IResource Find(string name) =>
        model.Resources.FirstOrDefault(resource => string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException($"There is no resource '{name}'. There are {string.Join(", ", model.Resources.Select(resource => resource.Name))}.");

    private async Task<(IResource Resource, int Pid)> RunningAsync(string name, CancellationToken cancellationToken)
    {
        var resource = Find(name);
        var current = await notifications.WaitForResourceAsync(resource.Name, _ => true, cancellationToken);
        if (current.Snapshot.State?.Text != KnownResourceStates.Running)
        {
            throw new InvalidOperationException($"{resource.Name} does not run: its state is {current.Snapshot.State?.Text ?? "unknown"}.");
        }

        var pid = resource is ContainerResource
            ? ContainerProcesses.First(ResourceProperties.ContainerId(current.Snapshot) ?? "")
            : ResourceProperties.Pid(current.Snapshot);
        return pid is { } found
            ? (resource, found)
            : throw new InvalidOperationException(
                $"The processes of {resource.Name} cannot be seen from here: its container engine keeps them in a virtual machine or in another container. Cut it off, stop it, or run it as a process (Platform__Forms__{resource.Name}=process).");
    }

    private async Task ShowAsync(IResource resource)
    {
        var fault = relays.Of(resource.Name)?.Current.Fault ?? RelayFault.None;
        var text = FaultText.Of(fault, paused.ContainsKey(resource.Name));
        var current = await notifications.WaitForResourceAsync(resource.Name, _ => true);
        if (ResourceProperties.Text(current.Snapshot, Property) == text)
        {
            return;
        }

        loggers.GetLogger(resource).LogWarning("{Fault}", text is null ? "Healed." : $"On purpose: {text}.");
        await notifications.PublishUpdateAsync(resource, current.ResourceId, snapshot => ResourceProperties.With(snapshot, Property, text));
    }
}
