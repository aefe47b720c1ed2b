using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Pausing;

/// <summary>Who may pause the service while the data of its stores is copied or replaced.</summary>
public sealed class PauseSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Pause";

    /// <inheritdoc/>
    public static string About => "Pausing the service while the data of its stores is copied or replaced, for development.";

    /// <summary>Whoever knows it, on this machine, may pause and resume the service. Empty: nobody may.</summary>
    [Setting(
        "Whoever sends it, from this machine only, may pause and resume the service. The AppHost makes one for each run. Empty, as it should be elsewhere: nobody may.",
        Secret = true, MinimumBits = 256, Example = "replace-by-the-output-of-openssl-rand-base64-32")]
    public string Key { get; set; } = "";
}
