using System.Globalization;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>Memory and clock.</summary>
internal static class MachineChecks
{
    private const long MiB = 1024 * 1024, LeastMemory = 600 * MiB, ComfortableMemory = 1500 * MiB;
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(2);

    public static Finding Memory()
    {
        var free = AvailableMemory();
        var message = $"{free / MiB} MiB to be had";
        return free switch
        {
            < LeastMemory => Finding.Error("Memory", message, $"End other programs, or give the virtual machine more: {LeastMemory / MiB} MiB at the least."),
            < ComfortableMemory => Finding.Warning("Memory", message, $"{ComfortableMemory / MiB} MiB are comfortable for the environment and a build."),
            _ => Finding.Ok("Memory", message),
        };
    }

    /// <summary>A clock that is behind files that were written before makes tokens, certificates and builds fail oddly.</summary>
    /// <param name="statePath">The clone's state folder.</param>
    public static async Task<Finding> ClockAsync(string statePath)
    {
        var now = DateTime.UtcNow;
        var files = Directory.Exists(statePath) ? Directory.EnumerateFiles(statePath) : [];
        var newest = files.Append(typeof(MachineChecks).Assembly.Location).Select(file => (Path: file, Time: File.GetLastWriteTimeUtc(file))).MaxBy(file => file.Time);
        if (newest.Time > now + s_tolerance)
        {
            return Finding.Error(
                "Clock",
                $"it says {Text(now)}, but {newest.Path} was written at {Text(newest.Time)}",
                "Set the clock; with a virtual machine that slept: sudo hwclock -s, or wsl --shutdown.");
        }

        return OperatingSystem.IsLinux() && await Programs.AskAsync("timedatectl", "show", "--property=NTPSynchronized", "--value") is "no"
            ? Finding.Warning("Clock", $"{Text(now)}, not synchronised", "Switch synchronisation on: sudo timedatectl set-ntp true")
            : Finding.Ok("Clock", Text(now));
    }

    // Linux tells what can be had without swapping; elsewhere what there is must do.
    private static long AvailableMemory()
    {
        const string meminfo = "/proc/meminfo", wanted = "MemAvailable:";
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var line = File.Exists(meminfo) ? File.ReadLines(meminfo).FirstOrDefault(line => line.StartsWith(wanted, StringComparison.Ordinal)) : null;
        return line is not null && long.TryParse(line[wanted.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var kibibytes)
            ? Math.Min(limit, kibibytes * 1024)
            : limit;
    }

    private static string Text(DateTime time) => $"{time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC";
}
