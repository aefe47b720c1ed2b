using Platform.AppHost.Faults;

namespace Platform.AppHost.Tests.Faults;

public sealed class FaultTextTests
{
    [Theory]
    [InlineData(RelayLink.Open, 0, 0, false, null)]
    [InlineData(RelayLink.Open, 0, 0, true, "paused")]
    [InlineData(RelayLink.Reset, 0, 0, false, "cut off")]
    [InlineData(RelayLink.Silent, 0, 0, true, "paused, cut off silently")]
    [InlineData(RelayLink.Open, 200, 200, false, "slow, 200 ms each way")]
    [InlineData(RelayLink.Open, 200, 0, true, "paused, slow, 200 ms there and 0 ms back")]
    internal void Says_what_is_wrong(RelayLink link, int to, int from, bool isPaused, string? text) =>
        Assert.Equal(text, FaultText.Of(new RelayFault(link, TimeSpan.FromMilliseconds(to), TimeSpan.FromMilliseconds(from)), isPaused));
}
