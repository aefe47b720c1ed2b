
namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command is shown and what it asks for.</summary>
public class CommandOptions
{
    private IReadOnlyList<InteractionInput> _arguments = [];

    /// <summary>What the command does, in one sentence.</summary>
    public string? Description { get; set; }

    /// <summary>Obsolete; use <see cref="Arguments"/>.</summary>
    [Obsolete("Use Arguments to describe invocation arguments and ExecuteCommandContext.Arguments to read them.")]
    public object? Parameter { get; set; }

    /// <summary>What the command asks for before it runs.</summary>
    public IReadOnlyList<InteractionInput> Arguments
    {
        get => _arguments;
        set => _arguments = value ?? [];
    }

    /// <summary>Checks the arguments before the command runs.</summary>
    public Func<InputsDialogValidationContext, Task>? ValidateArguments { get; set; }

    /// <summary>Where the command is offered. Everywhere by default.</summary>
    public ResourceCommandVisibility Visibility { get; set; } = ResourceCommandVisibility.UI | ResourceCommandVisibility.Api;

    /// <summary>A question to answer before the command runs; null runs it at once.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; set; }

    /// <summary>The variant of the icon.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>Whether the command is shown outside the menu.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Decides after every change of the resource whether the command can be run. Enabled when null.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}
