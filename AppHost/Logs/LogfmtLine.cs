using System.Text.RegularExpressions;

namespace Platform.AppHost.Logs;

/// <summary>A line in logfmt, as Prometheus and its exporters write it.</summary>
internal static partial class LogfmtLine
{
    // ts=2026-11-20T13:54:02.333Z caller=main.go:512 level=info msg="Starting Prometheus"
    public static ConsoleLine? TryParse(string text)
    {
        if (!text.StartsWith("ts=", StringComparison.Ordinal) && !text.StartsWith("time=", StringComparison.Ordinal))
        {
            return null;
        }

        var fields = Field().Matches(text)
            .Select(field => KeyValuePair.Create(field.Groups["name"].Value, field.Groups["quoted"].Success ? Regex.Unescape(field.Groups["quoted"].Value) : field.Groups["plain"].Value))
            .ToLookup(field => field.Key, field => field.Value);
        if (!ConsoleLine.TryReadTime((fields["ts"].FirstOrDefault() ?? fields["time"].First()).Trim('"'), out var time) || fields["msg"].FirstOrDefault() is not { } message)
        {
            return null;
        }

        return new(time, ConsoleLine.LevelOf(fields["level"].FirstOrDefault()), fields["err"].FirstOrDefault() is { } error ? $"{message}: {error}" : message)
        {
            Properties = [.. fields.Where(field => field.Key is not ("ts" or "time" or "level" or "msg")).Select(field => KeyValuePair.Create(field.Key, field.First()))],
        };
    }

    [GeneratedRegex("""(?<name>[\w.]+)=(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>\S*))""")]
    private static partial Regex Field();
}
