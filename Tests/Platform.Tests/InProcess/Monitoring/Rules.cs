using System.Text.RegularExpressions;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>What the rules of Prometheus look at.</summary>
internal static partial class Rules
{
    private static readonly string[] s_words = ["and", "or", "unless", "bool", "offset", "by", "on", "without", "ignoring"];

    /// <summary>Each selector of each alert and recording, once: <c>up{job="api"}</c>.</summary>
    public static IReadOnlyList<string> Selectors() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Projects.AppHost.ProjectPath, "config", "prometheus", "rules"), "*.yml")
            .SelectMany(file => Expression().Matches(File.ReadAllText(file)))
            .SelectMany(match => SelectorsOf(match.Groups["expression"].Value))
            .Distinct(),
    ];

    /// <summary>The selectors of one expression.</summary>
    public static IEnumerable<string> SelectorsOf(string expression) => Selector().Matches(Ignored().Replace(expression, " "))
        .Select(match => match.Value)
        .Where(selector => !s_words.Contains(selector) && !selector.StartsWith("ALERTS{", StringComparison.Ordinal)); // what another rule makes when it fires

    // expr: up == 0, or expr: | and lines that are indented further.
    [GeneratedRegex(@"^ +expr: (?<expression>\|\n(?:          .+\n)+|.+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Expression();

    // Ranges and lists of labels.
    [GeneratedRegex(@"\[[^\]]+\]|\b(by|on|without|ignoring|group_left|group_right) *\([^)]*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Ignored();

    // A name that is no function, with its labels.
    [GeneratedRegex(@"(?<![\w:""])(?>[a-zA-Z_:][\w:]*)(?! *\()(\{[^}]*\})?", RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();
}
