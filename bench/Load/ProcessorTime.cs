using System.Globalization;

namespace Platform.Load;

/// <summary>What a program and all that it started have spent of the processors; hardly depends on what else the machine does.</summary>
internal static class ProcessorTime
{
    // Of /proc/<pid>/stat behind the name: the parent, and the ticks of the process and of its children that have ended.
    private const int Parent = 1, FirstTicks = 11, LastTicks = 14;

    private const double TicksPerSecond = 100;

    /// <summary>Seconds; zero where there is no /proc.</summary>
    public static double Of(int root)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return 0;
        }

        var processes = Directory.GetDirectories("/proc").Select(Read).OfType<(int Id, int Parent, long Ticks)>().ToArray();
        var children = processes.ToLookup(process => process.Parent);
        var own = processes.FirstOrDefault(process => process.Id == root).Ticks;
        return (own + Below(root).Sum(process => process.Ticks)) / TicksPerSecond;

        IEnumerable<(int Id, int Parent, long Ticks)> Below(int parent) =>
            children[parent].SelectMany(process => Below(process.Id).Prepend(process));
    }

    // 4242 (postgres) S 17 ...; a process may end meanwhile.
    private static (int Id, int Parent, long Ticks)? Read(string folder)
    {
        try
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return null;
            }

            var text = File.ReadAllText($"{folder}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (id, int.Parse(fields[Parent], CultureInfo.InvariantCulture), fields[FirstTicks..(LastTicks + 1)].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
