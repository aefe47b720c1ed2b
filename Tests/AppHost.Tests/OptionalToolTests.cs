using Platform.Tools;

namespace Platform.AppHost.Tests;

public sealed class OptionalToolTests
{
    [Fact]
    public async Task A_tool_that_cannot_be_had_is_skipped_and_any_other_error_is_not()
    {
        Assert.Null(await OptionalTool.FindAsync<string>("mail", () => throw new ToolException("mail cannot be fetched: there is no network.")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => OptionalTool.FindAsync<string>("mail", () => throw new InvalidOperationException()));
    }
}
