using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Logging;

/// <summary>Counts the log lines of Warning and above, by level, for an alert on errors in the log.</summary>
internal sealed class LogCounter : ILoggerProvider, ILogger
{
    public const string MeterName = "Platform.Logs";

    private static readonly Meter Meter = new(MeterName);

    // From LogLevel.Warning on, under the names that the levels have in the lines.
    private static readonly string[] Levels = ["Warning", "Error", "Fatal"];
    private static readonly long[] Counts = new long[Levels.Length];

    // Observed, and so there from 0 on: otherwise the first error would be the beginning of a series and not an increase.
    static LogCounter() => Meter.CreateObservableCounter<long>("log.lines", Read, "{line}", "Log lines of Warning and above, by level.");

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Interlocked.Increment(ref Counts[logLevel - LogLevel.Warning]);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }

    private static IEnumerable<Measurement<long>> Read() => Levels.Select(
        (level, index) => new Measurement<long>(Interlocked.Read(ref Counts[index]), new KeyValuePair<string, object?>("level", level)));
}
