namespace Platform.Hosting.Dashboard;

/// <summary>How the dashboard is run.</summary>
internal sealed record DashboardProgram(string Command, List<string> Arguments)
{
    /// <summary>The bundle of the Aspire CLI has one program with several roles; elsewhere the dashboard is its own program or assembly.</summary>
    public static DashboardProgram Find(string path) =>
        Path.GetFileNameWithoutExtension(path).Equals("aspire-managed", StringComparison.OrdinalIgnoreCase) ? new(Path.GetFullPath(path), ["dashboard"])
        : Path.GetExtension(path).Equals(".dll", StringComparison.OrdinalIgnoreCase) ? new("dotnet", ["exec", Path.GetFullPath(path)])
        : new(Path.GetFullPath(path), []);
}
