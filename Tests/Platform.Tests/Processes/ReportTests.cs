using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Tests.Processes;

/// <summary>What the AppHost says when it is ready.</summary>
public sealed partial class ReportTests
{
    [Fact]
    public async Task The_ready_line_comes_with_the_URL_of_every_resource()
    {
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();

        await run.WaitForOutputAsync($"http://localhost:{run.Ports[ResourceNames.Api]}");
        await run.WaitForOutputAsync($"http://localhost:{run.Ports["dashboard"]}/login?t=");
        Assert.Matches(ReadyLine(), run.Output);
        var seconds = double.Parse(ReadyLine().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(seconds, 0.1, Wait.Bound.TotalSeconds);
    }

    [GeneratedRegex(@"Platform ready in (\d+\.\d\d) s")]
    private static partial Regex ReadyLine();
}
