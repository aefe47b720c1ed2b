using System.Globalization;
using Platform.AppHost.State;

namespace Platform.AppHost.Processes;

/// <summary>Who has a data directory open, as PostgreSQL itself writes it down.</summary>
/// <param name="Pid">The server's process.</param>
/// <param name="IsSingleUser">It was started for a few statements only, and ends by itself after them.</param>
internal sealed record PostgresLockFile(int Pid, bool IsSingleUser)
{
    public const string FileName = "postmaster.pid";

    // The first line of the file is the server's pid, negative in single-user mode, the third when it started (seconds since
    // 1970). A file that a killed server left behind names a process that is gone, or another one under the same number.
    public static PostgresLockFile? Read(string dataFolder)
    {
        var path = Path.Combine(dataFolder, FileName);
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (lines is ["1", ..])
        {
            return PidOfContainer(lines) is { } inContainer ? new(inContainer, IsSingleUser: false) : null;
        }

        return lines.Length > 2
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var started)
            && ProcessIdentity.IsAlive(Math.Abs(pid), DateTimeOffset.FromUnixTimeSeconds(started).UtcDateTime)
                ? new(Math.Abs(pid), pid < 0)
                : null;
    }

    // A server in a container is process 1 there. Here it is the one that works in a folder with the same lock file: its time of
    // start and its shared memory are in it.
    private static int? PidOfContainer(string[] lines) => !OperatingSystem.IsLinux() ? null : Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && HasOpen(folder, lines) ? pid : (int?)null)
        .FirstOrDefault(pid => pid is not null);

    private static bool HasOpen(string process, string[] lines)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim() == "postgres"
                && File.ReadLines(Path.Combine(process, "cwd", FileName)).SequenceEqual(lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or it is another user's.
            return false;
        }
    }
}
