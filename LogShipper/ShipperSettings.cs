using Platform.ServiceDefaults.Configuration;

namespace Platform.LogShipper;

/// <summary>What is shipped, and what the shipper remembers.</summary>
public sealed class ShipperSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Shipper";

    /// <inheritdoc/>
    public static string About => "Ships log files to Elasticsearch.";

    /// <summary>The folder whose log files are shipped.</summary>
    [Setting("The folder whose log files are shipped.", Example = ".platform/logs", Required = true)]
    public string Folder { get; set; } = "";

    /// <summary>The folder of the positions and of the lines that Elasticsearch refused.</summary>
    [Setting("The folder of the positions and of the lines that Elasticsearch refused.", Example = ".platform/data/log-shipper", Required = true, WritableFolder = true)]
    public string State { get; set; } = "";

    /// <summary>How many lines one request has at most.</summary>
    [Setting("How many lines one request has at most.", Example = "2000", Minimum = 1, Maximum = 10_000)]
    public int BatchLines { get; set; } = 2000;

    /// <summary>How large one request is at most, about. KiB.</summary>
    [Setting("How large one request is at most, about. KiB.", Example = "1024", Minimum = 64, Maximum = 51_200)]
    public int BatchKilobytes { get; set; } = 1024;

    /// <summary>A longer line is cut. KiB.</summary>
    [Setting("A longer line is cut. KiB.", Example = "256", Minimum = 1, Maximum = 1024)]
    public int LineKilobytes { get; set; } = 256;

    /// <summary>How often idle files are looked at. Milliseconds.</summary>
    [Setting("How often idle files are looked at. Milliseconds.", Example = "500", Minimum = 10, Maximum = 60_000)]
    public int PollMilliseconds { get; set; } = 500;

    /// <summary>The longest pause between two tries while Elasticsearch cannot be reached. Milliseconds.</summary>
    [Setting("The longest pause between two tries while Elasticsearch cannot be reached. Milliseconds.", Example = "15000", Minimum = 10, Maximum = 600_000)]
    public int RetryMilliseconds { get; set; } = 15_000;
}
