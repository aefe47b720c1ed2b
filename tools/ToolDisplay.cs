using Platform.Tools.Display;

namespace Platform.Tools;

/// <summary>Shows fetches to people.</summary>
public static class ToolDisplay
{
    /// <summary>A display on standard error: redrawn in place in a terminal, plain lines elsewhere.</summary>
    public static IProgress<ToolProgress> Create() => new LazyDisplay(static () =>
        Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is "dumb"
            ? Plain(Console.Error)
            : Terminal(Console.Error, Console.WindowWidth));

    internal static IProgress<ToolProgress> Plain(TextWriter output) => new PlainDisplay(output);

    // A terminal that does not tell its width reports 0.
    internal static IProgress<ToolProgress> Terminal(TextWriter output, int width) => new TerminalDisplay(output, width > 0 ? width : 80);
}
