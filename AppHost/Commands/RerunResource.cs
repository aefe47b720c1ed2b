using Microsoft.Extensions.DependencyInjection;

namespace Platform.AppHost.Commands;

/// <summary>Starts a resource that runs to completion once more, and waits for its end.</summary>
internal sealed class RerunResource(IResource resource)
{
    public async Task<ExecuteCommandResult> RunAsync(IServiceProvider services, string success, CancellationToken cancellationToken)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var commands = services.GetRequiredService<ResourceCommandService>();

        // Both, so that an end is not taken for the end of the run before.
        var before = await notifications.WaitForResourceAsync(resource.Name, HasEnded, cancellationToken);
        var started = await commands.ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand, cancellationToken);
        if (!started.Success)
        {
            return started;
        }

        var ended = await notifications.WaitForResourceAsync(
            resource.Name, e => HasEnded(e) && e.Snapshot.StopTimeStamp != before.Snapshot.StopTimeStamp, cancellationToken);
        return ended.Snapshot.ExitCode == 0
            ? CommandResults.Success(success)
            : CommandResults.Failure($"{resource.Name} ended with {ended.Snapshot.ExitCode}; its log says why.");
    }

    private static bool HasEnded(ResourceEvent e) => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text);
}
