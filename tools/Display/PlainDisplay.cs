namespace Platform.Tools.Display;

/// <summary>One line when a tool's fetch begins, and one when it ends: for logs and redirected output.</summary>
internal sealed class PlainDisplay(TextWriter output) : IProgress<ToolProgress>
{
    private readonly HashSet<(string Tool, long Total)> begun = [];
    private readonly Lock sync = new();

    public void Report(ToolProgress value)
    {
        lock (sync)
        {
            if (Line(value) is { } line)
            {
                output.WriteLine(line);
            }
        }
    }

    private string? Line(ToolProgress value) => value.Stage switch
    {
        ToolStage.Downloading => begun.Add((value.Tool, value.Total)) ? $"{value.Tool}: fetching {Megabytes.Of(value.Total)}".TrimEnd() : null,
        ToolStage.Waiting => $"{value.Tool}: waiting for another process that is fetching it",
        ToolStage.Notice => $"{value.Tool}: {value.Detail}",
        ToolStage.Ready => $"{value.Tool}: ready after {Megabytes.Seconds(value.Elapsed)}",
        ToolStage.Failed => $"{value.Tool}: failed after {Megabytes.Seconds(value.Elapsed)}",
        _ => null,
    };
}
