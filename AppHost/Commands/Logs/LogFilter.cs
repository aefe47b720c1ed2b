namespace Platform.AppHost.Commands.Logs;

/// <summary>Which entries are wanted.</summary>
/// <param name="Service">Those of one service; null for all.</param>
/// <param name="Level">Those of this level and above.</param>
/// <param name="CorrelationId">Those of one request; null for all.</param>
internal sealed record LogFilter(string? Service, LogEntryLevel Level, string? CorrelationId)
{
    public bool Wants(LogEntry entry) =>
        entry.Level >= Level
        && (Service is null || string.Equals(entry.Service, Service, StringComparison.OrdinalIgnoreCase))
        && (CorrelationId is null || entry.CorrelationId == CorrelationId);

    /// <exception cref="PlatformException">There is no such level.</exception>
    public static LogEntryLevel ParseLevel(string text) => text.ToLowerInvariant() switch
    {
        "trace" or "verbose" => LogEntryLevel.Verbose,
        "debug" => LogEntryLevel.Debug,
        "info" or "information" => LogEntryLevel.Information,
        "warn" or "warning" => LogEntryLevel.Warning,
        "error" => LogEntryLevel.Error,
        "critical" or "fatal" => LogEntryLevel.Fatal,
        _ => throw new PlatformException($"'{text}' is no level. Use verbose, debug, information, warning, error, fatal."),
    };
}
