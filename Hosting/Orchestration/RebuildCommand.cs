using System.Diagnostics;
using System.Reflection;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Building;

namespace Platform.Hosting.Orchestration;

/// <summary>The command Rebuild of a project: stops it, builds it, and starts again the copies that ran.</summary>
internal sealed class RebuildCommand(ProjectResource project)
{
    private const string LogPrefix = "[build] ";

    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(10);

    // What the build has started and leaves running may hold its output open.
    private static readonly TimeSpan s_outputBound = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<ExecuteCommandResult>? _running;

    public static void AddTo(ProjectResource project)
    {
        // One that is a single file is built by its start.
        if (project.GetProjectMetadata().IsFileBasedApp || project.Annotations.OfType<ResourceCommandAnnotation>().Any(c => c.Name == KnownResourceCommands.RebuildCommand))
        {
            return;
        }

        var command = new RebuildCommand(project);
        project.Annotations.Add(new ResourceCommandAnnotation(
            KnownResourceCommands.RebuildCommand,
            "Rebuild",
            context => KnownResourceStates.BuildableStates.Contains(context.ResourceSnapshot.State?.Text) ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            command.ExecuteAsync,
            "Stop the resource, build its project from source, and start it again",
            parameter: null,
            confirmationMessage: null,
            "ArrowSync",
            IconVariant.Regular,
            isHighlighted: false));
    }

    // The command comes once for each copy, and one build serves them all.
    private Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context)
    {
        lock (_lock)
        {
            if (_running is null or { IsCompleted: true })
            {
                _running = RebuildAsync(context);
            }

            return _running;
        }
    }

    private async Task<ExecuteCommandResult> RebuildAsync(ExecuteCommandContext context)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var starter = context.Services.GetRequiredService<ResourceStarter>();
        var logger = context.Services.GetRequiredService<ResourceLoggerService>().GetLogger(project);
        var copies = context.Services.GetRequiredService<ProgramInstances>().Of(project)
            .Select(copy => (Copy: copy, State: notifications.TryGetCurrentState(copy.Id, out var current) ? current.Snapshot.State : null))

            // One that waits has no process yet, and starts with what the build has made.
            .Where(copy => copy.State?.Text != KnownResourceStates.Waiting)
            .ToList();
        await Task.WhenAll(copies.Select(copy => starter.StopAsync(copy.Copy, context.CancellationToken))).ConfigureAwait(false);
        await ShowAsync(_ => new(KnownResourceStates.Building, KnownResourceStateStyles.Info)).ConfigureAwait(false);

        var (problem, output) = await BuildAsync(context.Services.GetRequiredService<AppHostLocation>().Assembly, logger, context.CancellationToken).ConfigureAwait(false);
        if (problem is not null)
        {
            logger.LogError("{Message}", LogPrefix + problem);
            await ShowAsync(_ => new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error)).ConfigureAwait(false);
            return CommandResults.Failure(problem, output);
        }

        await ShowAsync(state => state).ConfigureAwait(false);
        await Task.WhenAll(copies.Where(copy => copy.State?.Text == KnownResourceStates.Running)
            .Select(copy => starter.StartAsync(copy.Copy, context.CancellationToken))).ConfigureAwait(false);
        return CommandResults.Success($"Successfully rebuilt '{project.Name}'.", output);

        // One that was running shows that it is stopped until it is started.
        Task ShowAsync(Func<ResourceStateSnapshot?, ResourceStateSnapshot?> state) => Task.WhenAll(copies.Select(copy => notifications.PublishUpdateAsync(
            project, copy.Copy.Id, s => s with { State = state(copy.State?.Text == KnownResourceStates.Running ? new(KnownResourceStates.Exited, null) : copy.State) })));
    }

    private async Task<(string? Problem, string Output)> BuildAsync(Assembly? appHost, ILogger logger, CancellationToken cancellationToken)
    {
        // What is started is the program beside the AppHost's own build.
        var configuration = appHost?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration is { Length: > 0 } name ? name : "Debug";
        var start = new ProcessStartInfo("dotnet", ["build", project.GetProjectMetadata().ProjectPath, "--configuration", configuration, "--nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(s_bound);
        var output = new StringBuilder();
        using var process = Process.Start(start)!;
        try
        {
            var reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
            await process.WaitForExitAsync(bound.Token).ConfigureAwait(false);
            await Task.WhenAny(reading, Task.Delay(s_outputBound, bound.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (cancellationToken.IsCancellationRequested ? "Rebuild was cancelled." : "Build timed out.", Text());
        }

        return (process.ExitCode is 0 ? null : $"Build failed with exit code {process.ExitCode}.", Text());

        async Task ReadAsync(StreamReader lines)
        {
            while (await lines.ReadLineAsync(bound.Token).ConfigureAwait(false) is { } line)
            {
                logger.LogInformation("{Line}", LogPrefix + line);
                lock (output)
                {
                    output.AppendLine(line);
                }
            }
        }

        string Text()
        {
            lock (output)
            {
                return output.ToString().Trim();
            }
        }
    }
}
