namespace Platform.Tools.Tests;

public sealed class DisplayTests
{
    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void A_log_gets_one_line_when_a_fetch_begins_and_one_when_it_ends()
    {
        var display = ToolDisplay.Plain(output);

        display.Report(Step(ToolStage.Downloading, 0));
        display.Report(Step(ToolStage.Downloading, 10_000_000));
        display.Report(Step(ToolStage.Unpacking, 0));
        display.Report(Step(ToolStage.Ready, 0));

        Assert.Equal("engine 13.5.4: fetching 127.5 MB\nengine 13.5.4: ready after 2.5 s\n", output.ToString());
    }

    [Fact]
    public void A_terminal_is_redrawn_in_place()
    {
        var display = ToolDisplay.Terminal(output, width: 80);

        display.Report(Step(ToolStage.Downloading, 63_750_000));
        display.Report(Step(ToolStage.Ready, 0));

        Assert.Equal(
            "  engine 13.5.4              [############............] 63.8 MB of 127.5 MB\n"
            + "\x1b[1F\x1b[J  engine 13.5.4              ready (2.5 s)\n",
            output.ToString());
    }

    [Fact]
    public void A_line_is_clipped_to_a_narrow_terminal()
    {
        ToolDisplay.Terminal(output, width: 20).Report(Step(ToolStage.Unpacking, 0));

        Assert.Equal("  engine 13.5.4    \n", output.ToString());
    }

    private static ToolProgress Step(ToolStage stage, long received) =>
        new("engine 13.5.4", stage, received, 127_500_000, TimeSpan.FromSeconds(2.5));
}
