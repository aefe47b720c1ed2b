namespace Platform.Tests.Processes;

/// <summary>
/// Finds every process that descends from one run of the AppHost, whoever its parent is now: all of them have inherited an
/// environment variable with a value of its own.
/// </summary>
internal static class MarkedProcesses
{
    public const string Variable = "PLATFORM_TEST_RUN";

    /// <summary>Servers that work in a folder of a run: PostgreSQL and Redis write over the environment by which others are found. Linux only.</summary>
    public static IEnumerable<int> WorkingIn(string folder) => Directory.EnumerateDirectories("/proc")
        .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
        .Where(process => new FileInfo(Path.Combine(process, "cwd")).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) is true)
        .Select(process => int.Parse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Every process of this machine with its parent. Linux only.</summary>
    public static IReadOnlyList<(int Pid, int Parent, string Command)> WithParents()
    {
        var found = new List<(int, int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid))
            {
                continue;
            }

            try
            {
                // "1234 (a name (of any kind)) S 1 ...": the parent is the second field after the name.
                var stat = File.ReadAllText($"{folder}/stat");
                var parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
                found.Add((pid, parent, File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ').Trim()));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }

        return found;
    }

    /// <summary>Process ids with their command lines. Linux only.</summary>
    public static IReadOnlyDictionary<int, string> Find(string mark)
    {
        var found = new Dictionary<int, string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid))
            {
                continue;
            }

            try
            {
                // A process that has ended, and is only not yet collected by its parent, has an empty environment.
                if (File.ReadAllText($"{folder}/environ").Contains($"{Variable}={mark}\0", StringComparison.Ordinal))
                {
                    found[pid] = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ').Trim();
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or belongs to somebody else.
            }
        }

        return found;
    }
}
