using System.Globalization;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Ports;

/// <summary>Asks lsof, which macOS and the BSDs bring.</summary>
internal static class LsofPortHolder
{
    public static PortHolder? Find(int port) =>
        Parse(ShortProcess.Run("lsof", ["-nP", $"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]).Output);

    // "p123\ncnginx\n"
    internal static PortHolder? Parse(string output)
    {
        var lines = output.Split('\n');
        var pid = lines.FirstOrDefault(line => line.StartsWith('p'));
        var name = lines.FirstOrDefault(line => line.StartsWith('c'));
        return pid is null || name is null ? null : new PortHolder(int.Parse(pid.AsSpan(1), CultureInfo.InvariantCulture), name[1..]);
    }
}
