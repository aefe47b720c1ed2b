using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Orchestration;

/// <summary>The commands that give a parameter a value and take it away. Names of commands and inputs are those that the CLI knows.</summary>
internal sealed class ParameterCommands(ParameterValues values, ParameterPrompts prompts)
{
    private const string ValueInput = "Value";
    private const string SaveInput = "SaveToUserSecrets";
    private const string DeleteInput = "DeleteFromUserSecrets";

    public void AddTo(ParameterResource parameter)
    {
        if (parameter.Annotations.OfType<ResourceCommandAnnotation>().Any(command => command.Name == KnownResourceCommands.SetParameterCommand))
        {
            return;
        }

        parameter.Annotations.Add(new ResourceCommandAnnotation(
            KnownResourceCommands.SetParameterCommand,
            "Set parameter",
            _ => ResourceCommandState.Enabled,
            context => SetAsync(parameter, context.Arguments),
            "Give the parameter a value; what has started already keeps the one before",
            [Value(parameter), Save(parameter)],
            confirmationMessage: null,
            "Key",
            IconVariant.Regular,
            isHighlighted: true));
        parameter.Annotations.Add(new ResourceCommandAnnotation(
            KnownResourceCommands.DeleteParameterCommand,
            "Delete parameter",
            _ => Current(parameter) is { Length: > 0 } ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            context => DeleteAsync(parameter, context.Arguments),
            "Take the parameter's value away",
            [Delete(parameter)],
            confirmationMessage: null,
            "Delete",
            IconVariant.Regular,
            isHighlighted: true));
    }

    private static InteractionInput Value(ParameterResource parameter) => new()
    {
        Name = ValueInput,
        Label = parameter.Name,
        Description = parameter.Description,
        EnableDescriptionMarkdown = parameter.EnableDescriptionMarkdown,
        InputType = parameter.Secret ? InputType.SecretText : InputType.Text,
        Required = true,
        Placeholder = $"Value of {parameter.Name}",
        DynamicLoading = OnStart(input => input.Value ??= Current(parameter)),
    };

    private InteractionInput Save(ParameterResource parameter) => new()
    {
        Name = SaveInput,
        Label = "Save to user secrets",
        Description = values.Secrets is null ? "The AppHost has no UserSecretsId, so the value is kept for this run only." : "Keep the value for further runs on this machine.",
        InputType = InputType.Boolean,
        Disabled = values.Secrets is null,
        DynamicLoading = OnStart(input => input.Value ??= values.IsSaved(parameter) ? "true" : null),
    };

    private InteractionInput Delete(ParameterResource parameter) => new()
    {
        Name = DeleteInput,
        Label = "Delete from user secrets",
        Description = "Delete the value that is kept for further runs on this machine, too.",
        InputType = InputType.Boolean,
        Disabled = values.Secrets is null,
        DynamicLoading = OnStart(input => input.Disabled = !values.IsSaved(parameter)),
    };

    private async Task<ExecuteCommandResult> SetAsync(ParameterResource parameter, InteractionInputCollection arguments)
    {
        if (arguments.GetString(ValueInput) is not { Length: > 0 } value)
        {
            return CommandResults.Success();
        }

        await values.SetAsync(parameter, value, IsTrue(arguments, SaveInput)).ConfigureAwait(false);
        prompts.Resolved(parameter);
        return CommandResults.Success($"Successfully set parameter '{parameter.Name}'.");
    }

    private async Task<ExecuteCommandResult> DeleteAsync(ParameterResource parameter, InteractionInputCollection arguments)
    {
        await values.DeleteAsync(parameter, IsTrue(arguments, DeleteInput)).ConfigureAwait(false);
        prompts.Ask([parameter]);
        return CommandResults.Success($"Successfully deleted parameter '{parameter.Name}'.");
    }

    private static bool IsTrue(InteractionInputCollection arguments, string name) =>
        arguments.TryGetByName(name, out var input) && bool.TryParse(input.Value, out var isTrue) && isTrue;

    private static InputLoadOptions OnStart(Action<InteractionInput> load) => new()
    {
        AlwaysLoadOnStart = true,
        LoadCallback = context =>
        {
            load(context.Input);
            return Task.CompletedTask;
        },
    };

    // Null when it has none, or it cannot be had.
    private static string? Current(ParameterResource parameter)
    {
        try
        {
            return parameter.ValueInternal;
        }
        catch (Exception)
        {
            return null;
        }
    }
}
