using System.Globalization;

namespace Platform.AppHost.Ports;

/// <summary>Reads the kernel's tables: the socket that listens, then the process that has it open.</summary>
internal static class LinuxPortHolder
{
    private const string Listen = "0A";

    public static PortHolder? Find(int port)
    {
        var sockets = new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => Inode(line, port))
            .OfType<string>()
            .Select(inode => $"socket:[{inode}]")
            .ToHashSet();
        return sockets.Count == 0 ? null : Processes().FirstOrDefault(process => HasOpen(process, sockets)) is { } pid
            ? new PortHolder(int.Parse(pid, CultureInfo.InvariantCulture), File.ReadAllText($"/proc/{pid}/comm").Trim())
            : null;
    }

    // "  0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 ..."
    internal static string? Inode(string line, int port)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 9 && fields[3] == Listen && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal) ? fields[9] : null;
    }

    private static IEnumerable<string> Processes() =>
        Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => char.IsAsciiDigit(name[0]));

    private static bool HasOpen(string pid, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{pid}/fd").Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or it is another user's.
            return false;
        }
    }
}
