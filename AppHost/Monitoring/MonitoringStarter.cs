using Microsoft.Extensions.Hosting;
using Platform.AppHost.Report;
using Platform.Tools;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// Starts monitoring when everything required is healthy, so that it delays nothing. Each program's tools are fetched then, too: what
/// needs none starts at once, and one that cannot be had is named and keeps no other from starting.
/// </summary>
internal sealed class MonitoringStarter(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime) : BackgroundService
{
    // What does not get healthy is a reason to watch it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Fetches tools.</summary>
    /// <exception cref="ToolException">One of them cannot be had.</exception>
    internal Func<IReadOnlyList<string>, CancellationToken, Task> EnsureAsync { get; init; } = FetchAsync();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var stopping = lifetime.ApplicationStopping;
        try
        {
            await RequiredResources.WaitUntilSettledAsync(model, notifications, Patience, stopping);
            var programs = model.Resources.Where(resource => resource.HasAnnotationOfType<MonitoringProgram>())
                .OrderBy(resource => ToolsOf(resource).Length).ToArray();
            if ((await Task.WhenAll(programs.Select(program => StartAsync(program, stopping)))).Contains(false))
            {
                await Console.Error.WriteLineAsync("Platform__Monitoring=false leaves monitoring out without a word.");
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> StartAsync(IResource program, CancellationToken cancellationToken)
    {
        try
        {
            if (ToolsOf(program) is { Length: > 0 } tools)
            {
                await EnsureAsync(tools, cancellationToken);
            }

            await commands.ExecuteCommandAsync(program, KnownResourceCommands.StartCommand, cancellationToken);
            return true;
        }
        catch (ToolException e)
        {
            await Console.Error.WriteLineAsync($"{program.Name} is skipped: {e.Message}");
            await notifications.PublishUpdateAsync(program, snapshot => snapshot with { State = KnownResourceStates.FailedToStart });
            return false;
        }
    }

    private static string[] ToolsOf(IResource resource) => [.. resource.Annotations.OfType<MonitoringProgram>().SelectMany(program => program.Tools)];

    private static Func<IReadOnlyList<string>, CancellationToken, Task> FetchAsync()
    {
        var (toolbox, display) = (new Toolbox(), ToolDisplay.Create());
        return (tools, cancellationToken) => toolbox.EnsureAsync(tools, display, cancellationToken);
    }
}
