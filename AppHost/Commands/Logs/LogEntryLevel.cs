namespace Platform.AppHost.Commands.Logs;

/// <summary>The levels of log files, the least first.</summary>
internal enum LogEntryLevel
{
    /// <summary>Everything.</summary>
    Verbose,

    /// <summary>For who looks for a fault.</summary>
    Debug,

    /// <summary>What happens.</summary>
    Information,

    /// <summary>What should not be, but is borne.</summary>
    Warning,

    /// <summary>What failed.</summary>
    Error,

    /// <summary>What ended the service.</summary>
    Fatal,
}
