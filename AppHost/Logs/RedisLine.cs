using System.Globalization;
using System.Text.RegularExpressions;
using Platform.AppHost.Commands.Logs;

namespace Platform.AppHost.Logs;

/// <summary>A line of Redis or Valkey, which write the local time.</summary>
internal static partial class RedisLine
{
    // 31:M 20 Nov 2026 13:33:19.123 * Ready to accept connections
    public static ConsoleLine? TryParse(string text)
    {
        var match = Line().Match(text);
        return match.Success && DateTime.TryParseExact(
            match.Groups["time"].Value, "dd MMM yyyy HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out var time)
                ? new(time, LevelOf(match.Groups["level"].Value), match.Groups["message"].Value) { Process = int.Parse(match.Groups["pid"].Value, CultureInfo.InvariantCulture) }
                : null;
    }

    private static LogEntryLevel LevelOf(string sign) => sign switch
    {
        "#" => LogEntryLevel.Warning,
        "*" => LogEntryLevel.Information,
        _ => LogEntryLevel.Debug,
    };

    [GeneratedRegex(@"^(?<pid>\d+):[A-Z] (?<time>\d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3}) (?<level>[.\-*#]) (?<message>.*)$", RegexOptions.Singleline)]
    private static partial Regex Line();
}
