using System.Diagnostics;
using System.Globalization;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Ports;

/// <summary>Asks netstat, which Windows brings.</summary>
internal static class NetstatPortHolder
{
    public static PortHolder? Find(int port)
    {
        if (Parse(ShortProcess.Run("netstat", ["-ano", "-p", "TCP"]).Output, port) is not { } pid)
        {
            return null;
        }

        using var process = Process.GetProcessById(pid);
        return new PortHolder(pid, process.ProcessName);
    }

    // "  TCP    127.0.0.1:8080         0.0.0.0:0              LISTENING       1234"; the words are translated, the zero port is not.
    internal static int? Parse(string output, int port) => output.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Where(fields => fields.Length >= 5 && fields[0] == "TCP" && fields[1].EndsWith($":{port}", StringComparison.Ordinal)
            && fields[2].EndsWith(":0", StringComparison.Ordinal))
        .Select(fields => (int?)int.Parse(fields[^1], CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
