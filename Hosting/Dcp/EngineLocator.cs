using Microsoft.Extensions.Configuration;

namespace Platform.Hosting.Dcp;

/// <summary>Where the engine and the dashboard are; the dashboard is null when there is none.</summary>
internal sealed record EnginePaths(string DcpPath, string? DashboardPath);

/// <summary>
/// Finds the engine (<c>dcp</c>) and the dashboard (<c>aspire-managed</c>): explicit configuration first, then the environment, then
/// the newest bundle that the Aspire CLI has unpacked.
/// </summary>
internal static class EngineLocator
{
    private const string CliPathKey = "DcpPublisher:CliPath";
    private const string DashboardPathKey = "DcpPublisher:DashboardPath";
    private const string CliFolderVariable = "ASPIRE_DCP_PATH";
    private const string DashboardVariable = "ASPIRE_DASHBOARD_PATH";

    private static readonly string s_dcp = OperatingSystem.IsWindows() ? "dcp.exe" : "dcp";
    private static readonly string s_dashboard = OperatingSystem.IsWindows() ? "aspire-managed.exe" : "aspire-managed";

    /// <exception cref="DcpException">There is no engine; the message says where it was looked for and how to install it.</exception>
    public static EnginePaths Find(IConfiguration configuration) =>
        Find(configuration, Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aspire", "versions"), Environment.GetEnvironmentVariable);

    internal static EnginePaths Find(IConfiguration configuration, string bundles, Func<string, string?> environment)
    {
        List<string> searched = [];
        var versions = BundlesIn(bundles);
        var dcp = Configured(CliPathKey, s_dcp)
            ?? Configured(CliFolderVariable, s_dcp)
            ?? InBundle(versions, bundles, Path.Combine("dcp", s_dcp), searched);
        if (dcp is null)
        {
            throw new DcpException(
                $"The Aspire engine (DCP) was not found. Searched: {string.Join("; ", searched)}. "
                    + "Install it with 'npm install -g @microsoft/aspire-cli' and run 'aspire dashboard run' once, "
                    + $"or set {CliPathKey} to the path of an installed '{s_dcp}'.");
        }

        var dashboard = Configured(DashboardPathKey, s_dashboard)
            ?? Configured(DashboardVariable, s_dashboard)
            ?? BesideEngine(dcp)
            ?? InBundle(versions, bundles, Path.Combine("managed", s_dashboard), searched);
        return new(dcp, dashboard);

        // The host's configuration has the environment in it, but need not.
        string? Configured(string key, string file) =>
            FileOf(configuration[key] ?? environment(key.Replace(":", "__", StringComparison.Ordinal)), key, file, searched);
    }

    /// <summary>A configured value names the file or the folder that it is in. One that does not exist is passed over, and reported.</summary>
    private static string? FileOf(string? value, string key, string file, List<string> searched)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            searched.Add($"{key} (not set)");
            return null;
        }

        var path = Directory.Exists(value) ? Path.Combine(value, file) : value;
        if (File.Exists(path))
        {
            return Path.GetFullPath(path);
        }

        searched.Add($"{key} = {value} (no such file)");
        return null;
    }

    private static string? BesideEngine(string dcp)
    {
        var path = Path.Combine(Path.GetDirectoryName(dcp)!, "..", "managed", s_dashboard);
        return File.Exists(path) ? Path.GetFullPath(path) : null;
    }

    private static string? InBundle(IReadOnlyList<string> versions, string bundles, string file, List<string> searched)
    {
        var found = versions.Select(v => Path.Combine(v, file)).FirstOrDefault(File.Exists);
        if (found is null)
        {
            searched.Add($"{Path.Combine(bundles, "*", file)} (nothing there)");
        }

        return found;
    }

    /// <summary>Newest version first; of equal versions the one unpacked last. Folders are named version_commit-hash.</summary>
    private static IReadOnlyList<string> BundlesIn(string bundles) =>
        Directory.Exists(bundles)
            ? [.. Directory.GetDirectories(bundles).OrderByDescending(VersionOf).ThenByDescending(Directory.GetLastWriteTimeUtc)]
            : [];

    private static (Version Version, bool IsRelease) VersionOf(string folder)
    {
        var name = Path.GetFileName(folder).Split('_')[0];
        var number = name.Split('-')[0];
        return (Version.TryParse(number, out var version) ? version : new Version(0, 0), number == name);
    }
}
