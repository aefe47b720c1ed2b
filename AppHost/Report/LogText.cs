using System.Text.RegularExpressions;

namespace Platform.AppHost.Report;

/// <summary>Log lines as people read them in a terminal.</summary>
internal static partial class LogText
{
    /// <summary>Without the time that the engine puts before each line, such as <c>2026-11-20T13:05:16.1234567Z </c>.</summary>
    public static string WithoutTimestamp(string line) => EngineTimestamp().Replace(line, "");

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d) ")]
    private static partial Regex EngineTimestamp();
}
