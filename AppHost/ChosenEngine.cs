using Microsoft.Extensions.Configuration;

namespace Platform.AppHost;

/// <summary>
/// The engine and the dashboard that somebody has chosen, by <c>DcpPublisher:CliPath</c> and <c>:DashboardPath</c> or by the variables
/// of the Aspire CLI, <c>ASPIRE_DCP_PATH</c> (a folder) and <c>ASPIRE_DASHBOARD_PATH</c>. They come before those that are fetched.
/// </summary>
/// <param name="Engine">The program <c>dcp</c>; null when none was chosen.</param>
/// <param name="Dashboard">The program <c>aspire-managed</c>; null when none was chosen.</param>
internal sealed record ChosenEngine(string? Engine, string? Dashboard)
{
    public const string EngineKey = "DcpPublisher:CliPath";
    public const string DashboardKey = "DcpPublisher:DashboardPath";

    public static ChosenEngine Read(IConfiguration configuration, List<string> problems) => new(
        Program(configuration, [EngineKey, "ASPIRE_DCP_PATH"], "dcp", problems),
        Program(configuration, [DashboardKey, "ASPIRE_DASHBOARD_PATH"], "aspire-managed", problems));

    // A value names the program, or the folder that it is in.
    private static string? Program(IConfiguration configuration, string[] keys, string name, List<string> problems)
    {
        if (Array.Find(keys, key => configuration[key] is { Length: > 0 }) is not { } key)
        {
            return null;
        }

        var value = configuration[key]!;
        var path = Directory.Exists(value) ? Path.Combine(value, OperatingSystem.IsWindows() ? $"{name}.exe" : name) : value;
        if (File.Exists(path))
        {
            return Path.GetFullPath(path);
        }

        problems.Add($"{key} is '{value}', and {path} does not exist. Name the program {name} or its folder, or leave it out to have it fetched.");
        return null;
    }
}
