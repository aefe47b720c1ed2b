using System.Globalization;
using Platform.AppHost.Commands.Logs;

namespace Platform.AppHost.Logs;

/// <summary>A line that a program printed, as it was understood.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">Its text without what stands in the other fields.</param>
internal sealed record ConsoleLine(DateTime Time, LogEntryLevel Level, string Message)
{
    /// <summary>The process that wrote it, where it says so.</summary>
    public int? Process { get; init; }

    /// <summary>How long what it tells of took, where it says so. Milliseconds.</summary>
    public double? DurationMs { get; init; }

    /// <summary>The exception with its stack trace, where it says so.</summary>
    public string? Exception { get; init; }

    /// <summary>Whether it is the last that its program says, so that everything behind it belongs to it.</summary>
    public bool IsCrash { get; init; }

    /// <summary>What else it says, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary>Reads a line in any of the formats that programs of this environment have. One in none of them is a message.</summary>
    /// <param name="text">The line.</param>
    /// <param name="time">When it was printed, UTC.</param>
    public static ConsoleLine Parse(string text, DateTime time) =>
        PostgresLine.TryParse(text) ?? RedisLine.TryParse(text) ?? JsonLine.TryParse(text) ?? LogfmtLine.TryParse(text) ?? CrashLine.TryParse(text, time) ?? new(time, LogEntryLevel.Information, text);

    /// <summary>Whether a text goes on with what this line began. The engine's own lines begin with <c>[sys]</c>.</summary>
    public bool IsContinuedBy(string text) => text.Length == 0 || char.IsWhiteSpace(text[0]) || (IsCrash && !text.StartsWith("[sys]", StringComparison.Ordinal));

    /// <summary>This line with another behind it.</summary>
    public ConsoleLine With(string text) => Exception is null ? this with { Message = $"{Message}\n{text}" } : this with { Exception = $"{Exception}\n{text}" };

    /// <summary>The level of a name, as programs write it: <c>warn</c>, <c>ERROR</c>.</summary>
    public static LogEntryLevel LevelOf(string? name) => name?.ToUpperInvariant() switch
    {
        "TRACE" or "VERBOSE" => LogEntryLevel.Verbose,
        "DEBUG" => LogEntryLevel.Debug,
        "WARN" or "WARNING" => LogEntryLevel.Warning,
        "ERROR" or "ERR" => LogEntryLevel.Error,
        "FATAL" or "CRITICAL" or "PANIC" => LogEntryLevel.Fatal,
        _ => LogEntryLevel.Information,
    };

    /// <summary>Reads a time with its zone, or in UTC.</summary>
    public static bool TryReadTime(string? text, out DateTime time) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out time);
}
