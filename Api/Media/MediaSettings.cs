using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Media;

/// <summary>Product images.</summary>
public sealed class MediaSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Media";

    /// <inheritdoc/>
    public static string About => "Product images.";

    /// <summary>The largest upload. Bytes.</summary>
    [Setting("The largest upload. Bytes.", Example = "20971520", Minimum = 1024, Maximum = 5368709120)]
    public long MaxBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>The largest width and height. Pixels.</summary>
    [Setting("The largest width and height. Pixels.", Example = "10000", Minimum = 1, Maximum = 100_000)]
    public int MaxPixels { get; set; } = 10_000;

    /// <summary>For how long an upload address is good. Minutes.</summary>
    [Setting("For how long an upload address is good. Minutes.", Example = "15", Minimum = 1, Maximum = 1440)]
    public int UploadMinutes { get; set; } = 15;
}
