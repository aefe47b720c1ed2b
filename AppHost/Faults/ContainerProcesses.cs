using System.Globalization;

namespace Platform.AppHost.Faults;

/// <summary>
/// The processes of a container as this machine sees them. Containers of Linux are processes of the machine itself, unless the
/// engine keeps them in a virtual machine (Docker Desktop, Podman on macOS and Windows) or this program is in a container, too.
/// </summary>
internal static class ContainerProcesses
{
    /// <summary>The first process of a container, which all others descend from; null where it cannot be seen.</summary>
    /// <param name="containerId">The engine's number for the container, in full.</param>
    public static int? First(string containerId) => OperatingSystem.IsLinux() && containerId.Length > 0
        ? Directory.EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && IsFirst(folder, containerId))
            .Select(folder => (int?)int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
            .FirstOrDefault()
        : null;

    // /proc/<pid>/cgroup has lines such as "0::/system.slice/docker-<id>.scope", "1:name=systemd:/docker/<id>" or
    // "0::/user.slice/.../libpod-<id>.scope/container"; /proc/<pid>/status has "NSpid:	4711	1", the last being the container's own.
    private static bool IsFirst(string folder, string containerId)
    {
        try
        {
            return File.ReadLines(Path.Combine(folder, "cgroup")).Any(line => line.Contains(containerId, StringComparison.Ordinal))
                && File.ReadLines(Path.Combine(folder, "status")).FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))?.Split('\t') is [_, _, .., "1"];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}
