using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.AppHost.Commands;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Watch;

/// <summary>
/// Compiles a project when its files change, and restarts its resource alone; what does not compile leaves the old program
/// running. <c>Platform:Watch</c> switches it on.
/// </summary>
internal sealed class SourceWatcher(
    IReadOnlyList<WatchedProject> projects,
    string folder,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService loggers,
    IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>The property under which the dashboard shows the outcome of the last change.</summary>
    public const string Property = "Watch";

    // It ends while the resources do, and not after them.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(projects.Select(project => WatchAsync(project, lifetime.ApplicationStopping)));

    private async Task WatchAsync(WatchedProject project, CancellationToken cancellationToken)
    {
        await using var compiler = new ProjectCompiler(project, Path.Combine(folder, project.Resource.Name));
        using var changes = new SourceChanges(project.Folder);
        try
        {
            // The first compilations take longest; nobody waits for these, which begin when the start is over.
            await notifications.WaitForResourceHealthyAsync(project.Resource.Name, cancellationToken);
            await compiler.CompileAsync([], cancellationToken);
            await compiler.CompileAsync([], cancellationToken);
            await ShowAsync(project, "waiting for changes");
            while (true)
            {
                var changed = await changes.NextAsync(cancellationToken);
                try
                {
                    await ApplyAsync(project, compiler, changed, cancellationToken);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
                {
                    await TellAsync(project, LogLevel.Error, $"the change could not be applied: {e.Message}");
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or DistributedApplicationException)
        {
            // The environment ends, or the resource never came up.
        }
    }

    private async Task ApplyAsync(WatchedProject project, ProjectCompiler compiler, IReadOnlySet<string> changed, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var what = changed.Count == 1 ? Path.GetFileName(changed.First()) : $"{changed.Count} files";
        var isCompiled = ProjectCompiler.IsEnoughFor(changed);
        var errors = isCompiled ? await compiler.CompileAsync(changed, cancellationToken) : await BuildAsync(project, "Compile", cancellationToken);
        var compiled = Stopwatch.GetElapsedTime(started);
        if (errors is not null)
        {
            await TellAsync(project, LogLevel.Error, $"{what} changed and does not compile; the program from before goes on.{Environment.NewLine}{errors}");
            return;
        }

        var wasRunning = await IsRunningAsync(project);
        if (wasRunning && await commands.ExecuteCommandAsync(project.Resource, KnownResourceCommands.StopCommand, cancellationToken) is { Success: false } notStopped)
        {
            await TellAsync(project, LogLevel.Error, $"{what} changed, and it could not be stopped: {notStopped.Message}");
            return;
        }

        // Programs in use cannot be written on Windows, so this is done while none runs.
        if (isCompiled)
        {
            Replace(compiler.Output, project.Program);
            Replace(Path.ChangeExtension(compiler.Output, ".pdb"), Path.ChangeExtension(project.Program, ".pdb"));
        }
        else
        {
            compiler.Forget();
            errors = await BuildAsync(project, "Build", cancellationToken);
        }

        if (wasRunning)
        {
            await commands.ExecuteCommandAsync(project.Resource, KnownResourceCommands.StartCommand, cancellationToken);
            await notifications.WaitForResourceAsync(
                project.Resource.Name, e => ResourceChain.IsStopped(e.Snapshot.State?.Text) || ResourceChain.IsHealthy(e.Snapshot), cancellationToken);
        }

        var outcome = errors is not null ? $"changed and could not be built: {errors}"
            : !wasRunning ? "changed; the next start has it"
            : await IsRunningAsync(project) ? string.Create(CultureInfo.InvariantCulture, $"changed; compiled in {compiled.TotalSeconds:0.0} s, healthy again after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s")
            : "changed; the new program ended, its log says why";
        await TellAsync(project, LogLevel.Information, $"{what} {outcome}");
    }

    private static async Task<string?> BuildAsync(WatchedProject project, string target, CancellationToken cancellationToken)
    {
        var result = await ShortProcess.RunAsync(
            "dotnet", ["build", project.ProjectFile, $"-target:{target}", "--nologo", "--verbosity", "quiet", "-consoleLoggerParameters:NoSummary"], input: null, cancellationToken);
        return result.Code == 0 ? null : result.Output.Trim() + result.Error.Trim();
    }

    // Renamed into place whole; whoever still has the old file open keeps it.
    private static void Replace(string source, string target)
    {
        var draft = $"{target}.new";
        File.Copy(source, draft, overwrite: true);
        File.Move(draft, target, overwrite: true);
    }

    private async Task<bool> IsRunningAsync(WatchedProject project) =>
        (await notifications.WaitForResourceAsync(project.Resource.Name, _ => true)).Snapshot.State?.Text == KnownResourceStates.Running;

    private async Task TellAsync(WatchedProject project, LogLevel level, string message)
    {
        await (level is LogLevel.Error ? Console.Error : Console.Out).WriteLineAsync($"{project.Resource.Name}: {message}");
        loggers.GetLogger(project.Resource).Log(level, "{Message}", message);
        await ShowAsync(project, message);
    }

    private async Task ShowAsync(WatchedProject project, string message)
    {
        var current = await notifications.WaitForResourceAsync(project.Resource.Name, _ => true);
        await notifications.PublishUpdateAsync(project.Resource, current.ResourceId, snapshot => ResourceProperties.With(snapshot, Property, message));
    }
}
