using System.Globalization;

namespace Platform.AppHost.Processes;

/// <summary>A process with everything that it has started and that still belongs to it.</summary>
internal static class ProcessTree
{
    /// <summary>The numbers of the processes, the parent before its children.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        var children = Parents().ToLookup(pair => pair.Parent, pair => pair.Pid);
        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(children[tree[i]]);
        }

        return tree;
    }

    private static IEnumerable<(int Pid, int Parent)> Parents() => OperatingSystem.IsLinux()
        ? Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(Read).OfType<(int, int)>()
        : ShortProcess.Run("ps", ["-axo", "pid=,ppid="]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse);

    // "1234 (a name (of any kind)) S 1 ...": the parent is the second field after the name.
    private static (int, int)? Read(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(Path.GetFileName(folder)), Number(fields[1]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    // "  1234     1"
    private static (int, int) Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields[0]), Number(fields[1]));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
