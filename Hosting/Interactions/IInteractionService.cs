namespace Aspire.Hosting;

/// <summary>Asks people for decisions and values, through the dashboard.</summary>
public interface IInteractionService
{
    /// <summary>
    /// False when nobody can be asked: no dashboard, or inside a command that was run by a program. Prompting then throws
    /// <see cref="InvalidOperationException"/>.
    /// </summary>
    bool IsAvailable { get; }

    /// <summary>Asks a yes-or-no question. The result is true for yes, false for no, cancelled when it was dismissed.</summary>
    Task<InteractionResult<bool>> PromptConfirmationAsync(
        string title, string message, MessageBoxInteractionOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Shows a message in a dialog.</summary>
    Task<InteractionResult<bool>> PromptMessageBoxAsync(
        string title, string message, MessageBoxInteractionOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Asks for one required line of text.</summary>
    Task<InteractionResult<InteractionInput>> PromptInputAsync(
        string title, string? message, string inputLabel, string placeHolder,
        InputsDialogInteractionOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Asks for one value.</summary>
    Task<InteractionResult<InteractionInput>> PromptInputAsync(
        string title, string? message, InteractionInput input,
        InputsDialogInteractionOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Asks for several values in one dialog.</summary>
    Task<InteractionResult<InteractionInputCollection>> PromptInputsAsync(
        string title, string? message, IReadOnlyList<InteractionInput> inputs,
        InputsDialogInteractionOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Shows a message bar that stays until it is answered or dismissed.</summary>
    Task<InteractionResult<bool>> PromptNotificationAsync(
        string title, string message, NotificationInteractionOptions? options = null, CancellationToken cancellationToken = default);
}
