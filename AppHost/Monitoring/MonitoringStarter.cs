using Microsoft.Extensions.Hosting;
using Platform.AppHost.Report;
using Platform.Tools;

namespace Platform.AppHost.Monitoring;

/// <summary>Starts monitoring when everything required is healthy, so that it delays nothing; its programs are fetched then, too.</summary>
internal sealed class MonitoringStarter(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime) : BackgroundService
{
    // What does not get healthy is a reason to watch it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var stopping = lifetime.ApplicationStopping;
        try
        {
            await RequiredResources.WaitUntilSettledAsync(model, notifications, Patience, stopping);
            var programs = model.Resources.Where(resource => resource.HasAnnotationOfType<MonitoringProgram>()).ToArray();
            var tools = programs.SelectMany(resource => resource.Annotations.OfType<MonitoringProgram>()).SelectMany(program => program.Tools);
            await new Toolbox().EnsureAsync(tools, ToolDisplay.Create(), stopping);
            foreach (var program in programs)
            {
                await commands.ExecuteCommandAsync(program, KnownResourceCommands.StartCommand, stopping);
            }
        }
        catch (ToolException e)
        {
            await Console.Error.WriteLineAsync($"Monitoring is skipped: {e.Message}{Environment.NewLine}Platform__Monitoring=false leaves it out without a word.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }
}
