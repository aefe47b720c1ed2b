namespace Platform.Tools.Display;

/// <summary>One line per tool with a bar, redrawn in place: for terminals.</summary>
internal sealed class TerminalDisplay(TextWriter output, int width) : IProgress<ToolProgress>
{
    private const int BarWidth = 24;

    private readonly List<string> order = [];
    private readonly Dictionary<string, ToolProgress> latest = [];
    private readonly Lock sync = new();
    private int drawn;

    public void Report(ToolProgress value)
    {
        lock (sync)
        {
            if (value.Stage is ToolStage.Notice)
            {
                Erase();
                output.WriteLine($"{value.Tool}: {value.Detail}");
            }
            else
            {
                if (latest.TryAdd(value.Tool, value))
                {
                    order.Add(value.Tool);
                }

                latest[value.Tool] = value;
                Erase();
            }

            foreach (var tool in order)
            {
                output.WriteLine(Clip(Line(latest[tool])));
            }

            drawn = order.Count;
            output.Flush();
        }
    }

    // Up as many lines as were drawn, and clear to the end of the screen (ECMA-48: CPL and ED).
    private void Erase()
    {
        if (drawn > 0)
        {
            output.Write($"\x1b[{drawn}F\x1b[J");
        }
    }

    // A line that wraps would count as two.
    private string Clip(string line) => line.Length < width ? line : line[..(width - 1)];

    private static string Line(ToolProgress value) => $"  {value.Tool,-26} " + value.Stage switch
    {
        ToolStage.Downloading => $"{Bar(value)} {Megabytes.Of(value.Received)}{(value.Total == 0 ? "" : " of " + Megabytes.Of(value.Total))}",
        ToolStage.Unpacking => "unpacking",
        ToolStage.Waiting => "another process is fetching it",
        ToolStage.Ready => $"ready ({Megabytes.Seconds(value.Elapsed)})",
        _ => "failed",
    };

    private static string Bar(ToolProgress value)
    {
        var filled = value.Total == 0 ? 0 : (int)(BarWidth * value.Received / value.Total);
        return $"[{new string('#', filled)}{new string('.', BarWidth - filled)}]";
    }
}
