namespace Platform.AppHost;

/// <summary>How much the console tells about a start. The file <c>.platform/logs/start-report.json</c> always has all of it.</summary>
internal enum StartReportDetail
{
    /// <summary>The critical chain in one line.</summary>
    Summary,

    /// <summary>The critical chain and the times of every resource.</summary>
    Full,

    /// <summary>Nothing but the ready line and the URLs.</summary>
    None,
}
