using System.Globalization;
using System.Text.RegularExpressions;
using Platform.AppHost.Commands.Logs;

namespace Platform.AppHost.Logs;

/// <summary>A line of PostgreSQL; <c>log_line_prefix</c> is set in <see cref="Processes.PostgresSettings"/>.</summary>
internal static partial class PostgresLine
{
    // 2026-11-20 13:54:02.333 UTC [31] app@shopdb LOG:  duration: 312.504 ms  statement: SELECT 1
    public static ConsoleLine? TryParse(string text)
    {
        var match = Line().Match(text);
        if (!match.Success || !ConsoleLine.TryReadTime($"{match.Groups["time"].Value}Z", out var time))
        {
            return null;
        }

        var (level, message) = (match.Groups["level"].Value, match.Groups["message"].Value);
        var duration = Duration().Match(message);
        return new(time, LevelOf(level), level is "STATEMENT" or "DETAIL" or "HINT" or "CONTEXT" or "QUERY" ? $"{level}: {message}" : message)
        {
            Process = int.Parse(match.Groups["pid"].Value, CultureInfo.InvariantCulture),
            DurationMs = duration.Success ? double.Parse(duration.Groups[1].Value, CultureInfo.InvariantCulture) : null,
            Properties = match.Groups["user"].Success ? [new("User", match.Groups["user"].Value), new("Database", match.Groups["database"].Value)] : [],
        };
    }

    // FATAL ends a session, for example one with a wrong password; PANIC ends the server.
    private static LogEntryLevel LevelOf(string level) => level switch
    {
        "WARNING" => LogEntryLevel.Warning,
        "ERROR" or "FATAL" => LogEntryLevel.Error,
        "PANIC" => LogEntryLevel.Fatal,
        _ when level.StartsWith("DEBUG", StringComparison.Ordinal) => LogEntryLevel.Debug,
        _ => LogEntryLevel.Information,
    };

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) UTC \[(?<pid>\d+)\] (?:(?<user>\S*)@(?<database>\S*) )?(?<level>[A-Z]+\d?): +(?<message>.*)$", RegexOptions.Singleline)]
    private static partial Regex Line();

    [GeneratedRegex(@"^duration: (\d+\.\d+) ms")]
    private static partial Regex Duration();
}
