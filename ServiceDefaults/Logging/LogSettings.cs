using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Logging;

/// <summary>Where log lines go.</summary>
public sealed class LogSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Logs";

    /// <inheritdoc/>
    public static string About =>
        "Log files. Levels are set by `Logging__LogLevel__<category>` (Trace, Debug, Information, Warning, Error, Critical, None).";

    /// <summary>The folder of the log files; empty: console only.</summary>
    [Setting("The folder of the log files. Empty: the console only.", Key = "PLATFORM_LOGS", Example = ".platform/logs", WritableFolder = true)]
    public string Folder { get; set; } = "";

    /// <summary>A file that reaches this size is followed by the next one. MiB.</summary>
    [Setting("A file that reaches this size is followed by the next one. MiB.", Example = "50", Minimum = 1, Maximum = 2000)]
    public int FileSizeMegabytes { get; set; } = 50;

    /// <summary>For how many days files are kept.</summary>
    [Setting("For how many days files are kept.", Example = "30", Minimum = 1, Maximum = 3650)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>How many files are kept at most.</summary>
    [Setting("How many files are kept at most.", Example = "60", Minimum = 1, Maximum = 10_000)]
    public int RetentionFiles { get; set; } = 60;
}
