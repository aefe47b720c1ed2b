using System.Globalization;
using Platform.Tools;

namespace Platform.AppHost.Processes;

/// <summary>How the server is started so that it is shut down cleanly; see fast-shutdown.sh.</summary>
internal static class PostgresCommand
{
    private static string Script => Path.Combine(AppContext.BaseDirectory, "Processes", "fast-shutdown.sh");

    public static (string Program, string[] Arguments) For(PostgresTool tool, string dataFolder, int port)
    {
        string[] server = [tool.Server, "-D", dataFolder, "-p", port.ToString(CultureInfo.InvariantCulture)];

        // On Windows the engine sends Ctrl-C, which already means a fast shutdown to the server.
        return OperatingSystem.IsWindows() ? (server[0], server[1..]) : OrdinaryUser.Run("/bin/sh", [Script, .. server]);
    }
}
