using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Payments;

/// <summary>The payment provider.</summary>
public sealed class PaymentSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Payments";

    /// <inheritdoc/>
    public static string About => "The payment provider. In development a stand-in inside the API takes its place.";

    /// <summary>The key that notices are signed with.</summary>
    [Setting(
        "The key that notices are signed with. Empty, in development only: one is made under `Paths__Data`.",
        Secret = true, MinimumBits = 256, RequiredInProduction = true, Example = "replace-by-the-output-of-openssl-rand-base64-32")]
    public string WebhookSecret { get; set; } = "";

    /// <summary>Keys that were used before; notices that are under way when the key changes are still believed.</summary>
    [Setting(
        "Keys that notices were signed with before the present one; those under way when the key changes are still believed. Take them out after a day.",
        Secret = true, MinimumBits = 256, Example = "the-key-before,the-one-before-that")]
    public string[] PreviousWebhookSecrets { get; set; } = [];

    /// <summary>Where the stand-in sends its notices.</summary>
    [Setting("Where the stand-in sends its notices. Empty: to the API it runs in.", Example = "http://localhost:8080/api/v1/payments/notices")]
    public Uri? WebhookUrl { get; set; }

    /// <summary>How old a notice may be. Seconds.</summary>
    [Setting("How old a notice may be. Seconds.", Example = "300", Minimum = 10, Maximum = 3600)]
    public int ToleranceSeconds { get; set; } = 300;

    /// <summary>How long a payment may be open before the provider is asked again. Seconds.</summary>
    [Setting("How long a payment may be open before the provider is asked again. Seconds.", Example = "120", Minimum = 1, Maximum = 86400)]
    public int PendingSeconds { get; set; } = 120;
}
