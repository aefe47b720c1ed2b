using System.Collections;
using System.Diagnostics;

namespace Platform.Hosting.Dcp;

/// <summary>The environment that the engine, and with it every workload, inherits.</summary>
internal static class DcpEnvironment
{
    // They describe the application host itself and would change how the services behave.
    private static readonly HashSet<string> s_notInherited = new(
        ["ASPNETCORE_URLS", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPIRE_LOGLEVEL"],
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    public static void Apply(ProcessStartInfo start, DcpOptions options, string sessionFolder, string? logSocket)
    {
        start.Environment.Clear();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (!s_notInherited.Contains(name))
            {
                start.Environment[name] = (string?)variable.Value;
            }
        }

        start.Environment["DCP_SESSION_FOLDER"] = sessionFolder;
        if (logSocket is not null)
        {
            start.Environment["DCP_LOG_SOCKET"] = logSocket;
        }

        if (options.DiagnosticsLogFolder is { } folder)
        {
            start.Environment["DCP_DIAGNOSTICS_LOG_FOLDER"] = folder;
        }

        if (options.DiagnosticsLogLevel is { } level)
        {
            start.Environment["DCP_DIAGNOSTICS_LOG_LEVEL"] = level;
        }
    }
}
