using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Interactions;

namespace Platform.Hosting.Commands;

/// <summary>Arguments of commands: filling in, asking for and checking them.</summary>
internal sealed class CommandArguments(IServiceProvider services)
{
    /// <summary>The command's inputs with these values; without a value an input keeps its default.</summary>
    public static InteractionInputCollection Create(ResourceCommandAnnotation command, IReadOnlyDictionary<string, string?>? values) =>
        new([.. command.Arguments.Select(input => input.Copy(Find(values, input.Name, out var value) ? value : input.Value))]);

    /// <summary>Says which values belong to no input, or to one that is disabled; null when all fit.</summary>
    public static string? FindMisplaced(ResourceCommandAnnotation command, IReadOnlyDictionary<string, string?>? values)
    {
        if (values is null || command.Arguments.Count == 0)
        {
            return null;
        }

        // An input with dynamic loading may become enabled by the values of others.
        string[] disabled = [.. command.Arguments.Where(i => i is { Disabled: true, DynamicLoading: null } && Find(values, i.Name, out _)).Select(i => i.Name)];
        if (disabled.Length > 0)
        {
            return $"Disabled arguments of command '{command.Name}' cannot be set: {Quote(disabled)}.";
        }

        string[] unknown = [.. values.Keys.Where(name => !command.Arguments.Any(i => string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase)))];
        return unknown.Length == 0
            ? null
            : $"Unknown arguments for command '{command.Name}': {Quote(unknown)}. It takes: {Quote(command.Arguments.Select(i => i.Name))}.";
    }

    public async Task<InteractionResult<InteractionInputCollection>> PromptAsync(
        ResourceCommandAnnotation command, InteractionInputCollection arguments, CancellationToken cancellationToken)
    {
        var interactions = services.GetService<IInteractionService>();
        if (interactions is not { IsAvailable: true })
        {
            throw new InvalidOperationException("Command requires input, but interactive prompting is not available.");
        }

        return await interactions.PromptInputsAsync(
            command.DisplayName,
            command.DisplayDescription,
            arguments,
            new() { PrimaryButtonText = command.DisplayName, ValidationCallback = command.ValidateArguments },
            cancellationToken);
    }

    /// <summary>Loads dynamic inputs, then checks all. Errors are on the inputs.</summary>
    public async Task<ExecuteCommandResult> ValidateAsync(
        ResourceCommandAnnotation command, InteractionInputCollection arguments, CancellationToken cancellationToken)
    {
        foreach (var input in arguments.Where(input => input.DynamicLoading is { } loading && InputLoading.CanLoad(loading, arguments)))
        {
            await input.DynamicLoading!.LoadCallback(new()
            {
                Input = input,
                AllInputs = arguments,
                Services = services,
                CancellationToken = cancellationToken,
            });
        }

        var context = new InputsDialogValidationContext { Inputs = arguments, Services = services, CancellationToken = cancellationToken };
        InputValidation.Validate(context);
        if (!context.HasErrors && command.ValidateArguments is { } validate)
        {
            await validate(context);
        }

        return context.HasErrors
            ? new()
            {
                Success = false,
                Message = "Command argument validation failed. "
                    + string.Join(" ", arguments.SelectMany(i => i.ValidationErrors.Select(error => $"{i.Name}: {error}"))),
                InvalidArguments = arguments,
            }
            : CommandResults.Success();
    }

    private static bool Find(IReadOnlyDictionary<string, string?>? values, string name, out string? value)
    {
        foreach (var (key, found) in values ?? new Dictionary<string, string?>())
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                value = found;
                return true;
            }
        }

        value = null;
        return false;
    }

    private static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
