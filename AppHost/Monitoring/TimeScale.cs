using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// Makes every duration in the configuration of Prometheus and Alertmanager shorter by the same factor, ranges of queries included, so
/// that a test sees in seconds what takes minutes. Limits stay: what is too slow or too full is so at any speed.
/// </summary>
internal static partial class TimeScale
{
    /// <param name="text">A file in YAML: <c>for: 30s</c>, <c>scrape_interval: 10s</c>, <c>rate(x[2m])</c>.</param>
    /// <param name="speed">How many times as quick; 1 leaves the text as it is.</param>
    public static string Apply(string text, int speed) => speed == 1 ? text
        : $"# Times are divided by {speed} (Platform:Monitoring:Speed).\n" + Duration().Replace(text, match => Shorten(match, speed));

    private static string Shorten(Match match, int speed)
    {
        var unit = match.Groups["unit"].Value switch { "s" => 1_000, "m" => 60_000, "h" => 3_600_000, _ => 86_400_000 };
        var milliseconds = long.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * unit / speed;
        return string.Create(CultureInfo.InvariantCulture, $"{match.Groups["before"].Value}{milliseconds}ms{match.Groups["after"].Value}");
    }

    // "0s" has no need of it.
    [GeneratedRegex(@"(?<before>\[|: +)(?<number>[1-9][0-9]*)(?<unit>[smhd])(?<after>\]|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();
}
