using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Paths;

/// <summary>Folders the service writes to.</summary>
public sealed class PathSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Paths";

    /// <inheritdoc/>
    public static string About => "Folders the service writes to. They are made when they are absent.";

    /// <summary>Files that nobody misses after a restart.</summary>
    [Setting("Files that nobody misses after a restart. Empty: the system's temporary folder.", Example = "/tmp/platform", WritableFolder = true)]
    public string Temp { get; set; } = "";

    /// <summary>What the service keeps.</summary>
    [Setting("What the service keeps. Empty: the user's folder for application data, which is checked at start outside of production only.", Example = "/var/lib/platform", WritableFolder = true)]
    public string Data { get; set; } = "";

    /// <summary>Media on their way to or from object storage.</summary>
    [Setting("Media on their way to or from object storage. Empty: `media` under the temporary folder.", Example = "/var/lib/platform/media", WritableFolder = true)]
    public string Media { get; set; } = "";
}
