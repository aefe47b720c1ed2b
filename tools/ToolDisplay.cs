using Platform.Tools.Display;

namespace Platform.Tools;

/// <summary>Shows fetches to people.</summary>
public static class ToolDisplay
{
    /// <summary>A display on standard error: redrawn in place in a terminal, plain lines elsewhere.</summary>
    public static IProgress<ToolProgress> Create() => Create(Console.Error, !Console.IsErrorRedirected && IsCapable);

    internal static IProgress<ToolProgress> Create(TextWriter output, bool terminal) =>
        terminal ? new TerminalDisplay(output) : new PlainDisplay(output);

    private static bool IsCapable => Environment.GetEnvironmentVariable("TERM") != "dumb";
}
