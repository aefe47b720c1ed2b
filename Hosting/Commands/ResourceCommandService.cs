using Microsoft.Extensions.Logging;
using Platform.Hosting.Commands;
using Platform.Hosting.Interactions;
using Platform.Hosting.Notifications;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs commands of resources.</summary>
public class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly ResourceLoggerService _loggers;
    private readonly CommandArguments _arguments;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(ResourceNotificationService notifications, ResourceLoggerService loggers, IServiceProvider services)
    {
        _notifications = notifications;
        _loggers = loggers;
        _services = services;
        _arguments = new CommandArguments(services);
    }

    /// <summary>Runs a command with the defaults of its arguments.</summary>
    /// <param name="resourceId">The id of a replica, or the name of a resource that has only one.</param>
    /// <param name="commandName">The command's name.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The outcome; an unknown resource or command is a failure, not an exception.</returns>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resourceId, commandName, new InteractionInputCollection([]), cancellationToken);

    /// <summary>Runs a command with arguments, matched by name.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, InteractionInputCollection arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return ExecuteCommandAsync(resourceId, commandName, Values(arguments), interactive: false, cancellationToken);
    }

    /// <summary>Runs a command on every replica of the resource with the defaults of its arguments.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource, commandName, new InteractionInputCollection([]), cancellationToken);

    /// <summary>Runs a command on every replica of the resource with arguments, matched by name.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, InteractionInputCollection arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(arguments);

        var values = Values(arguments);
        var ids = resource.GetInstanceIds();
        var results = await Task.WhenAll(ids.Select(id => RunAsync(id, resource, commandName, values, interactive: false, cancellationToken)));
        return results.Length == 1 ? results[0] : Combine([.. ids.Zip(results)]);
    }

    /// <summary>Runs a command; an interactive one may ask for its arguments when none are given.</summary>
    internal async Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId,
        string commandName,
        IReadOnlyDictionary<string, string?>? arguments,
        bool interactive,
        CancellationToken cancellationToken) =>
        _notifications.TryGetCurrentState(resourceId, out var state)
            ? await RunAsync(state.ResourceId, state.Resource, commandName, arguments, interactive, cancellationToken)
            : CommandResults.Failure($"Resource '{resourceId}' not found.");

    /// <summary>Checks arguments without running the command. Errors are on the returned inputs.</summary>
    internal async Task<(ExecuteCommandResult Result, InteractionInputCollection? Arguments)> ValidateArgumentsAsync(
        string resourceId, string commandName, IReadOnlyDictionary<string, string?>? values, CancellationToken cancellationToken)
    {
        if (!_notifications.TryGetCurrentState(resourceId, out var state) || FindCommand(state.Resource, commandName) is not { } command)
        {
            return (CommandResults.Failure($"Command '{commandName}' not available for resource '{resourceId}'."), null);
        }

        if (CommandArguments.FindMisplaced(command, values) is { } misplaced)
        {
            return (CommandResults.Failure(misplaced), null);
        }

        var arguments = CommandArguments.Create(command, values);
        return (await _arguments.ValidateAsync(command, arguments, cancellationToken), arguments);
    }

    private static Dictionary<string, string?> Values(InteractionInputCollection arguments) =>
        arguments.ToDictionary(input => input.Name, input => input.Value, StringComparer.OrdinalIgnoreCase);

    private static ResourceCommandAnnotation? FindCommand(IResource resource, string name) =>
        resource.Annotations.OfType<ResourceCommandAnnotation>()
            .LastOrDefault(command => string.Equals(command.Name, name, StringComparison.Ordinal));

    private static ExecuteCommandResult Combine((string Id, ExecuteCommandResult Result)[] results)
    {
        var failures = results.Where(r => r.Result is { Success: false, Canceled: false }).ToArray();
        if (failures.Length > 0)
        {
            return CommandResults.Failure(
                $"{failures.Length} command executions failed.{Environment.NewLine}"
                + string.Join(Environment.NewLine, failures.Select(f => $"Resource '{f.Id}' failed with error message: {f.Result.Message}")));
        }

        return results.Any(r => r.Result.Canceled)
            ? CommandResults.Canceled()
            : new ExecuteCommandResult { Success = true, Data = results.Select(r => r.Result.Data).FirstOrDefault(data => data is not null) };
    }

    private async Task<ExecuteCommandResult> RunAsync(
        string resourceId,
        IResource resource,
        string commandName,
        IReadOnlyDictionary<string, string?>? values,
        bool interactive,
        CancellationToken cancellationToken)
    {
        var logger = _loggers.GetLogger(resourceId);
        if (FindCommand(resource, commandName) is not { } command)
        {
            logger.LogInformation("Command '{CommandName}' not available.", commandName);
            return CommandResults.Failure($"Command '{commandName}' not available for resource '{resource.Name}'.");
        }

        logger.LogInformation("Executing command '{CommandName}'.", commandName);
        try
        {
            var result = await RunAsync(command, resourceId, values, interactive, logger, cancellationToken);
            if (result.Success)
            {
                logger.LogInformation("Successfully executed command '{CommandName}'.", commandName);
            }
            else if (!result.Canceled)
            {
                logger.LogInformation("Failure executing command '{CommandName}'. Error message: {ErrorMessage}", commandName, result.Message);
            }

            return result;
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
        catch (Exception e)
        {
            logger.LogError(e, "Error executing command '{CommandName}'.", commandName);
            return CommandResults.Failure(e);
        }
    }

    private async Task<ExecuteCommandResult> RunAsync(
        ResourceCommandAnnotation command,
        string resourceId,
        IReadOnlyDictionary<string, string?>? values,
        bool interactive,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        if (CommandArguments.FindMisplaced(command, values) is { } misplaced)
        {
            return CommandResults.Failure(misplaced);
        }

        var arguments = CommandArguments.Create(command, values);
        if (interactive && values is null && arguments.Count > 0)
        {
            var answer = await _arguments.PromptAsync(command, arguments, cancellationToken);
            if (answer.Canceled)
            {
                return CommandResults.Canceled();
            }

            arguments = answer.Data;
        }

        if (await _arguments.ValidateAsync(command, arguments, cancellationToken) is { Success: false } refused)
        {
            return refused;
        }

        using var scope = interactive ? null : InteractionScope.EnterNonInteractive();
        return await command.ExecuteCommand(new()
        {
            ResourceName = resourceId,
            Services = _services,
            Logger = logger,
            Arguments = arguments,
            CancellationToken = cancellationToken,
        });
    }
}
