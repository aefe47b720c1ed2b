using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// Makes every duration in the configuration of Prometheus and Alertmanager shorter by the same factor, ranges of queries included, so
/// that a test sees in seconds what takes minutes. Limits stay: what is too slow or too full is so at any speed. So does the time that
/// a target needs to answer on a busy machine: it is read every two seconds at most, and given up after two seconds at the earliest.
/// </summary>
internal static partial class TimeScale
{
    // Prometheus forgets everything about a target that does not answer in time, and postgres_exporter takes a second to say that the
    // server is down.
    private const long LeastScrapeMilliseconds = 2_000;

    /// <param name="text">A file in YAML: <c>for: 30s</c>, <c>scrape_interval: 10s</c>, <c>rate(x[2m])</c>.</param>
    /// <param name="speed">How many times as quick; 1 leaves the text as it is.</param>
    public static string Apply(string text, int speed) => speed == 1 ? text
        : $"# Times are divided by {speed} (Platform:Monitoring:Speed).\n" + Duration().Replace(text, match => Shorten(match, speed));

    private static string Shorten(Match match, int speed)
    {
        var unit = match.Groups["unit"].Value switch { "s" => 1_000, "m" => 60_000, "h" => 3_600_000, _ => 86_400_000 };
        var milliseconds = long.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * unit / speed;
        var written = match.Groups["scrape"].Success ? Math.Max(milliseconds, LeastScrapeMilliseconds) : milliseconds;
        return string.Create(CultureInfo.InvariantCulture, $"{match.Groups["scrape"].Value}{match.Groups["before"].Value}{written}ms{match.Groups["after"].Value}");
    }

    // "0s" has no need of it.
    [GeneratedRegex(@"(?<scrape>scrape_(interval|timeout))?(?<before>\[|: +)(?<number>[1-9][0-9]*)(?<unit>[smhd])(?<after>\]|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();
}
