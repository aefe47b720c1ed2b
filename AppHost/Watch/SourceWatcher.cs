using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.AppHost.Commands;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Watch;

/// <summary>
/// Compiles services when their files or those of their libraries change, and restarts these alone; what does not compile leaves
/// the old program running. <c>Platform:Watch</c> switches it on.
/// </summary>
/// <param name="services">The services.</param>
/// <param name="folder">Where the compiler's output goes.</param>
/// <param name="composition">The sources of the program that this runs in, whose changes need another start of all.</param>
internal sealed class SourceWatcher(
    IReadOnlyList<WatchedService> services,
    string folder,
    string composition,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService loggers,
    IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>The property under which the dashboard shows the outcome of the last change.</summary>
    public const string Property = "Watch";

    // After the fourth compilation of a project the next are hardly quicker.
    private const int WarmUpRounds = 4;

    // It ends while the resources do, and not after them.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => WatchAsync(lifetime.ApplicationStopping);

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await using var workspace = new Workspace(services, folder);
        using var changes = new SourceChanges();
        try
        {
            // Nobody waits for what begins when the start is over.
            await Task.WhenAll(services.Select(service => SettledAsync(service, cancellationToken)));
            if (!await TryAsync(services, () => OpenAsync(workspace, changes, cancellationToken)))
            {
                return;
            }

            await TryAsync(services, () => workspace.WarmUpAsync(() => false, cancellationToken));
            await Task.WhenAll(services.Select(service => ShowAsync(service, "waiting for changes")));
            await Console.Out.WriteLineAsync($"Watching the sources of {string.Join(", ", services.Select(service => service.Name))}.");
            var next = changes.NextAsync(cancellationToken);
            for (var round = 1; round < WarmUpRounds && !next.IsCompleted; round++)
            {
                await TryAsync(services, () => workspace.WarmUpAsync(() => next.IsCompleted, cancellationToken));
            }

            while (true)
            {
                var changed = await next;
                next = changes.NextAsync(cancellationToken);
                await ApplyAsync(workspace, changed, next, cancellationToken);
                if (workspace.IsToOpen)
                {
                    // A build may have brought a library.
                    await TryAsync(services, () => OpenAsync(workspace, changes, cancellationToken));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The environment ends.
        }
    }

    private async Task OpenAsync(Workspace workspace, SourceChanges changes, CancellationToken cancellationToken)
    {
        await workspace.OpenAsync(cancellationToken);
        foreach (var (sources, built) in workspace.Sources)
        {
            changes.Add(sources, built);
        }

        foreach (var shared in workspace.SharedFolders)
        {
            changes.AddShared(shared);
        }

        changes.Add(composition, DateTime.MaxValue);
    }

    private async Task ApplyAsync(Workspace workspace, IReadOnlySet<string> changed, Task next, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        if (changed.FirstOrDefault(path => path.StartsWith(composition + Path.DirectorySeparatorChar, StringComparison.Ordinal)) is { } own)
        {
            await Console.Out.WriteLineAsync($"{Path.GetFileName(composition)}: {Path.GetFileName(own)} changed; restart the environment to have it");
        }

        var affected = workspace.Affected(changed);
        if (await TryAsync(affected, () => workspace.CompileLibrariesAsync(changed, cancellationToken)))
        {
            await Task.WhenAll(affected.Select(service =>
                TryAsync([service], () => ApplyAsync(workspace, service, changed, started, next, cancellationToken))));
        }
    }

    private async Task<bool> TryAsync(IReadOnlyList<WatchedService> concerned, Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            await Task.WhenAll(concerned.Select(service => TellAsync(service, LogLevel.Error, $"changes cannot be applied: {e.Message}")));
            return false;
        }
    }

    private async Task ApplyAsync(
        Workspace workspace, WatchedService service, IReadOnlySet<string> changed, long started, Task next, CancellationToken cancellationToken)
    {
        var what = changed.Count == 1 ? Path.GetFileName(changed.First()) : $"{changed.Count} files";
        var errors = await workspace.CompileAsync(service, changed, cancellationToken);
        var compiled = Stopwatch.GetElapsedTime(started);
        if (errors is not null)
        {
            await TellAsync(service, LogLevel.Error, $"{what} changed and does not compile; the program from before goes on.{Environment.NewLine}{errors}");
            return;
        }

        var wasRunning = IsRunning(await StateAsync(service));
        if (wasRunning && await commands.ExecuteCommandAsync(service.Resource, KnownResourceCommands.StopCommand, cancellationToken) is { Success: false } notStopped)
        {
            await TellAsync(service, LogLevel.Error, $"{what} changed, and it could not be stopped: {notStopped.Message}");
            return;
        }

        // Whatever happens to the new program, one runs again.
        var problem = await PlaceAsync(workspace, service, cancellationToken);
        if (wasRunning)
        {
            if (await commands.ExecuteCommandAsync(service.Resource, KnownResourceCommands.StartCommand, cancellationToken) is { Success: false } notStarted)
            {
                await TellAsync(service, LogLevel.Error, $"{what} changed, and it could not be started again: {notStarted.Message}");
                return;
            }

            // One that does not become healthy may do so after the next change.
            await Task.WhenAny(SettledAsync(service, cancellationToken), next);
        }

        if (problem is not null)
        {
            await TellAsync(service, LogLevel.Error, $"{what} changed and {problem}");
            return;
        }

        var state = await StateAsync(service);
        var outcome = !wasRunning ? "changed; the next start has it"
            : ResourceChain.IsHealthy(state) ? string.Create(CultureInfo.InvariantCulture, $"changed; compiled in {compiled.TotalSeconds:0.0} s, healthy again after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s")
            : IsRunning(state) ? "changed; the new program was not healthy when the next change came"
            : "changed; the new program ended, its log says why";
        await TellAsync(service, LogLevel.Information, $"{what} {outcome}");
    }

    private static async Task<string?> PlaceAsync(Workspace workspace, WatchedService service, CancellationToken cancellationToken)
    {
        try
        {
            return await workspace.PlaceAsync(service, cancellationToken) is { } errors ? $"could not be built: {errors}" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return $"could not be put in its place: {e.Message} The program from before goes on.";
        }
    }

    private Task<ResourceEvent> SettledAsync(WatchedService service, CancellationToken cancellationToken) => notifications.WaitForResourceAsync(
        service.Name, e => ResourceChain.IsStopped(e.Snapshot.State?.Text) || ResourceChain.IsHealthy(e.Snapshot), cancellationToken);

    private static bool IsRunning(CustomResourceSnapshot state) => state.State?.Text == KnownResourceStates.Running;

    private async Task<CustomResourceSnapshot> StateAsync(WatchedService service) => (await CurrentAsync(service)).Snapshot;

    private Task<ResourceEvent> CurrentAsync(WatchedService service) => notifications.WaitForResourceAsync(service.Name, _ => true);

    private async Task TellAsync(WatchedService service, LogLevel level, string message)
    {
        await (level is LogLevel.Error ? Console.Error : Console.Out).WriteLineAsync($"{service.Name}: {message}");
        loggers.GetLogger(service.Resource).Log(level, "{Message}", message);
        await ShowAsync(service, message);
    }

    private async Task ShowAsync(WatchedService service, string message)
    {
        var current = await CurrentAsync(service);
        await notifications.PublishUpdateAsync(service.Resource, current.ResourceId, snapshot => ResourceProperties.With(snapshot, Property, message));
    }
}
