using System.Globalization;
using Aspire.Hosting;

namespace Platform.Hosting.Interactions;

/// <summary>Checks that follow from what an input is, before any check of the application.</summary>
internal static class InputValidation
{
    public const int DefaultMaxLength = 8000;

    public static void Validate(InputsDialogValidationContext context)
    {
        foreach (var input in context.Inputs)
        {
            input.ValidationErrors.Clear();
            if (input.InputType != InputType.SecretText)
            {
                input.Value = input.Value?.Trim();
            }

            if (!input.Disabled && FindError(input) is { } error)
            {
                context.AddValidationError(input, error);
            }
        }
    }

    private static string? FindError(InteractionInput input)
    {
        if (string.IsNullOrEmpty(input.Value))
        {
            return input.Required ? "Value is required." : null;
        }

        var value = input.Value;
        return input.InputType switch
        {
            InputType.Text or InputType.SecretText when value.Length > (input.MaxLength ?? DefaultMaxLength) =>
                $"Value length exceeds {input.MaxLength ?? DefaultMaxLength} characters.",
            InputType.Choice when !input.AllowCustomChoice && input.Options is { } options && !options.Any(option => option.Key == value) =>
                "Value must be one of the provided options.",
            InputType.Boolean when !bool.TryParse(value, out _) => "Value must be a valid boolean.",
            InputType.Number when !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) =>
                "Value must be a valid number.",
            _ => null,
        };
    }
}
