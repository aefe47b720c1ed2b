using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command that people can run on a resource.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Name = {Name}")]
public sealed class ResourceCommandAnnotation : IResourceAnnotation
{
    /// <summary>Declares a command without arguments.</summary>
    public ResourceCommandAnnotation(
        string name,
        string displayName,
        Func<UpdateCommandStateContext, ResourceCommandState> updateState,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        string? displayDescription,
        object? parameter,
        string? confirmationMessage,
        string? iconName,
        IconVariant? iconVariant,
        bool isHighlighted)
        : this(name, displayName, updateState, executeCommand, displayDescription, null, confirmationMessage, iconName, iconVariant, isHighlighted) =>
        ParameterValue = parameter;

    /// <summary>Declares a command.</summary>
    public ResourceCommandAnnotation(
        string name,
        string displayName,
        Func<UpdateCommandStateContext, ResourceCommandState> updateState,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        string? displayDescription,
        IReadOnlyList<InteractionInput>? arguments,
        string? confirmationMessage,
        string? iconName,
        IconVariant? iconVariant,
        bool isHighlighted,
        ResourceCommandVisibility visibility = ResourceCommandVisibility.UI | ResourceCommandVisibility.Api,
        Func<InputsDialogValidationContext, Task>? validateArguments = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(displayName);
        ArgumentNullException.ThrowIfNull(updateState);
        ArgumentNullException.ThrowIfNull(executeCommand);

        Name = name;
        DisplayName = displayName;
        UpdateState = updateState;
        ExecuteCommand = executeCommand;
        DisplayDescription = displayDescription;
        Arguments = arguments ?? [];
        ConfirmationMessage = confirmationMessage;
        IconName = iconName;
        IconVariant = iconVariant;
        IsHighlighted = isHighlighted;
        Visibility = visibility;
        ValidateArguments = validateArguments;
    }

    /// <summary>The name, unique on the resource.</summary>
    public string Name { get; }

    /// <summary>The name shown to people.</summary>
    public string DisplayName { get; }

    /// <summary>Decides after every change of the resource whether the command can be run.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState> UpdateState { get; }

    /// <summary>Runs the command.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; }

    /// <summary>What the command does.</summary>
    public string? DisplayDescription { get; }

    /// <summary>Obsolete; use <see cref="Arguments"/>.</summary>
    [Obsolete("Use Arguments to describe invocation arguments and ExecuteCommandContext.Arguments to read them.")]
    public object? Parameter => ParameterValue;

    /// <summary>What the command asks for before it runs.</summary>
    public IReadOnlyList<InteractionInput> Arguments { get; }

    /// <summary>Checks the arguments before the command runs.</summary>
    public Func<InputsDialogValidationContext, Task>? ValidateArguments { get; }

    /// <summary>A question to answer before the command runs.</summary>
    public string? ConfirmationMessage { get; }

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; }

    /// <summary>The variant of the icon.</summary>
    public IconVariant? IconVariant { get; }

    /// <summary>Whether the command is shown outside the menu.</summary>
    public bool IsHighlighted { get; }

    /// <summary>Where the command is offered.</summary>
    public ResourceCommandVisibility Visibility { get; }

    internal object? ParameterValue { get; }
}
