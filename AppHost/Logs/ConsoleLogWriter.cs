using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Platform.AppHost.Report;

namespace Platform.AppHost.Logs;

/// <summary>
/// Writes what programs print to log files, so that one place has the lines of every service. It begins when everything required is
/// healthy and delays nothing: what was printed before is shown to who asks later.
/// </summary>
internal sealed class ConsoleLogWriter(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService logs, PlatformContext platform) : BackgroundService
{
    // What does not get healthy is worth reading.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Task> _following = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConsoleLog> _files = new(StringComparer.Ordinal);

    public override void Dispose()
    {
        base.Dispose();
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RequiredResources.WaitUntilSettledAsync(model, notifications, Patience, stoppingToken);
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (Prints(change.Resource) && (!_following.TryGetValue(change.ResourceId, out var following) || following.IsCompleted))
                {
                    _following[change.ResourceId] = FollowAsync(change.ResourceId, _files.GetOrAdd(change.ResourceId, _ => Files(change.Resource)), stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private static bool Prints(IResource resource) => resource is not (ParameterResource or IResourceWithParent) && resource.Name != DashboardAddress.ResourceName;

    // What ends a service that writes its log files itself is in none of them: an unhandled exception, a setting that is refused.
    private ConsoleLog Files(IResource resource) => new(platform.State.Logs, resource.Name, resource.HasAnnotationOfType<LogFilesAnnotation>());

    private async Task FollowAsync(string resourceId, ConsoleLog file, CancellationToken stoppingToken)
    {
        file.BeginAnew();
        try
        {
            await foreach (var lines in logs.WatchAsync(resourceId).WithCancellation(stoppingToken))
            {
                file.Add(lines.Select(line => line.Content));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"What {resourceId} prints is no longer written to {platform.State.Logs}: {e.Message}");
        }
    }
}
