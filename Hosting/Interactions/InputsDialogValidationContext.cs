namespace Aspire.Hosting;

/// <summary>What a validation callback is given.</summary>
public sealed class InputsDialogValidationContext
{
    /// <summary>The inputs with the values to check.</summary>
    public required InteractionInputCollection Inputs { get; init; }

    /// <summary>Ends when the prompt closes.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    internal bool HasErrors { get; private set; }

    /// <summary>Reports what is wrong with an input.</summary>
    /// <exception cref="ArgumentException">The message is empty.</exception>
    public void AddValidationError(InteractionInput input, string errorMessage)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentException.ThrowIfNullOrEmpty(errorMessage);
        input.ValidationErrors.Add(errorMessage);
        HasErrors = true;
    }

    /// <summary>Reports what is wrong with an input.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    public void AddValidationError(string inputName, string errorMessage) => AddValidationError(Inputs[inputName], errorMessage);
}
