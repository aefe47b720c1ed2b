using Microsoft.Extensions.Hosting;
using Platform.AppHost.State;

namespace Platform.AppHost.Report;

/// <summary>Follows the resources of a run: says when the environment is ready and where everything is, and which resource failed and why.</summary>
internal sealed class StartReporter(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    DashboardAddress dashboard,
    PlatformContext platform) : BackgroundService
{
    private readonly StartTimeline timeline = new(
        [.. model.Resources.Where(RequiredResources.Includes).Select(resource => resource.Name)],
        model.Resources.SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>())
            .Where(wait => wait.WaitType is WaitType.WaitForCompletion)
            .Select(wait => wait.Resource.Name)
            .ToHashSet());
    private readonly Dictionary<string, ResourceUrl> urls = [];
    private readonly HashSet<string> failed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isReported = false;
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                var at = (DateTime.UtcNow - ProcessIdentity.Started).TotalSeconds;
                var snapshot = change.Snapshot;
                timeline.Note(change.Resource.Name, snapshot.State?.Text, snapshot.HealthStatus, snapshot.ExitCode, at);
                if (ResourceUrl.Of(change) is { } url)
                {
                    urls[url.Resource] = url;
                }

                await NoteFailureAsync(change);
                if (!isReported && timeline.IsReady)
                {
                    isReported = true;
                    Report();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private void Report()
    {
        var resources = timeline.Times.Values.Where(times => times.Ready is not null).OrderBy(times => times.Ready).Select(AsChild).ToArray();
        var report = new StartReport(timeline.ReadyAt, resources, CriticalChain.Find(resources.ToDictionary(times => times.Name), Waits));
        StateFile.Write(Path.Combine(platform.State.Logs, "start-report.json"), report, StateJson.Default.StartReport);
        Console.Out.Write(ReadyText.Of(report, [dashboard.Url, .. urls.Values.OrderBy(url => Order(url.Resource))], platform.Options.StartReport));
        Console.Out.Flush();
    }

    private int Order(string resource) => model.Resources.TakeWhile(candidate => candidate.Name != resource).Count();

    // A child is no program that could start before its parent runs.
    private ResourceTimes AsChild(ResourceTimes times) =>
        model.Resources.First(resource => resource.Name == times.Name) is IResourceWithParent ? times with { Released = times.Running } : times;

    // A child is there when its parent runs; everything else when what it waits for is as it wants it.
    private IEnumerable<(string Name, double At)> Waits(string name)
    {
        var resource = model.Resources.First(candidate => candidate.Name == name);
        if (resource is IResourceWithParent { Parent: var parent } && timeline.Times.GetValueOrDefault(parent.Name)?.Running is { } running)
        {
            yield return (parent.Name, running);
        }

        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
        {
            var times = timeline.Times.GetValueOrDefault(wait.Resource.Name);
            if ((wait.WaitType == WaitType.WaitUntilStarted ? times?.Running : times?.Ready) is { } at)
            {
                yield return (wait.Resource.Name, at);
            }
        }
    }

    private async Task NoteFailureAsync(ResourceEvent change)
    {
        if (!ResourceFailure.IsFailure(change.Snapshot))
        {
            failed.Remove(change.ResourceId);
        }
        else if (failed.Add(change.ResourceId))
        {
            await Console.Error.WriteAsync(await ResourceFailure.DescribeAsync(change, logs, RequiredResources.Includes(change.Resource)));
        }
    }
}
