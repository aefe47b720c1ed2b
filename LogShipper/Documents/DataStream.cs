using System.Globalization;

namespace Platform.LogShipper.Documents;

/// <summary>
/// The data stream of a line: one for each day, by the line's own time. Elasticsearch recognises a line that it has only within one
/// backing index. A stream that rolls over between a lost answer and the second try would have the line twice; these never roll over.
/// </summary>
internal static class DataStream
{
    public const string Prefix = "logs-platform-";

    public static string Of(DateTime time) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{time:yyyy.MM.dd}");
}
