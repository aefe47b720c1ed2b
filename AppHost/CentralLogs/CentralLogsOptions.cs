using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.CentralLogs;

/// <summary>What the user chose for central logs.</summary>
/// <param name="ElasticsearchPath"><c>Platform:Elasticsearch:Path</c>: the folder of an unpacked Elasticsearch; null when not said.</param>
/// <param name="KibanaPath"><c>Platform:Kibana:Path</c>: likewise for Kibana.</param>
/// <param name="RetentionDays"><c>Platform:Logs:RetentionDays</c>: for how many days Elasticsearch keeps lines.</param>
internal sealed record CentralLogsOptions(string? ElasticsearchPath, string? KibanaPath, int RetentionDays)
{
    public static readonly CentralLogsOptions Default = new(null, null, 30);

    public static CentralLogsOptions Read(IConfigurationSection platform, List<string> problems) => new(
        Folder(platform.GetSection("Elasticsearch:Path")),
        Folder(platform.GetSection("Kibana:Path")),
        Days(platform.GetSection("Logs:RetentionDays"), problems));

    private static string? Folder(IConfigurationSection section) => section.Value is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    private static int Days(IConfigurationSection section, List<string> problems)
    {
        if (section.Value is not { Length: > 0 } text)
        {
            return Default.RetentionDays;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 90)
        {
            return days;
        }

        problems.Add($"{section.Path} is '{text}'. Use a number of days from 1 to 90.");
        return Default.RetentionDays;
    }
}
