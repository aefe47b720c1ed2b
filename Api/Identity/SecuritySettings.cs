using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Identity;

/// <summary>Keys and lifetimes.</summary>
public sealed class SecuritySettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Security";

    /// <inheritdoc/>
    public static string About => "Keys and lifetimes. Make a key with `openssl rand -base64 32`.";

    /// <summary>Protects the key ring in the database, which protects tokens.</summary>
    [Setting(
        "Protects the key ring in the database, which protects tokens. All replicas have the same. Empty, in development only: one is made under `Paths__Data`.",
        Secret = true, MinimumBits = 256, RequiredInProduction = true, Example = "replace-by-the-output-of-openssl-rand-base64-32")]
    public string DataProtectionKey { get; set; } = "";

    /// <summary>Keys that were used before; what they protected can still be read.</summary>
    [Setting("Keys that were used before the present one; what they protected can still be read.", Secret = true, MinimumBits = 256, Example = "the-key-before,the-one-before-that")]
    public string[] PreviousDataProtectionKeys { get; set; } = [];

    /// <summary>How long an access token is good. Minutes.</summary>
    [Setting("How long an access token is good. Minutes.", Example = "30", Minimum = 1, Maximum = 1440)]
    public int AccessTokenMinutes { get; set; } = 30;

    /// <summary>How long a refresh token is good. Days.</summary>
    [Setting("How long a refresh token is good. Days.", Example = "14", Minimum = 1, Maximum = 90)]
    public int RefreshTokenDays { get; set; } = 14;
}
