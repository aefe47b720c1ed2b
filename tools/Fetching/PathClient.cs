using System.Text.RegularExpressions;
using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>Takes programs that the machine has on PATH, if they are new enough.</summary>
internal static partial class PathClient
{
    /// <returns>The version found, and program name to absolute path.</returns>
    public static async Task<(string Version, Dictionary<string, string> Programs)> FindAsync(
        ToolSource source, string workingFolder, CancellationToken cancellationToken)
    {
        var programs = new Dictionary<string, string>();
        var version = new Version();
        foreach (var (name, fileName) in source.Programs)
        {
            programs[name] = Programs.Find(fileName) ?? throw new FetchFailure($"there is no {fileName} on PATH");
            var answer = await ClientProcess.RunAsync(programs[name], ["--version"], workingFolder, null, cancellationToken);
            if (!Version.TryParse(VersionNumber().Match(answer.Output + answer.Error).Value, out version!)
                || version < Version.Parse(source.MinimumVersion!))
            {
                throw new FetchFailure(
                    $"{programs[name]} has version {version?.ToString() ?? "unknown"}; {source.MinimumVersion} or newer is needed");
            }
        }

        return (version.ToString(), programs);
    }

    // redis-server prints "Redis server v=7.0.15 sha=...", promtool "promtool, version 2.42.0 (...)".
    [GeneratedRegex(@"\d+(\.\d+){1,3}")]
    private static partial Regex VersionNumber();
}
