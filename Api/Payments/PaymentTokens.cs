namespace Platform.Api.Payments;

/// <summary>Tokens of the stand-in: they say how the payment will end.</summary>
internal static class PaymentTokens
{
    /// <summary>The payment succeeds.</summary>
    public const string Ok = "tok_ok";

    /// <summary>The payment is declined.</summary>
    public const string Declined = "tok_declined";

    private const int MaxLength = 100;

    public static bool IsPlausible(string? token) =>
        token is { Length: > 4 and <= MaxLength } && token.StartsWith("tok_", StringComparison.Ordinal) && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
}
