using Platform.AppHost.Snapshots;

namespace Platform.AppHost.Tests.Snapshots;

public sealed class SnapshotNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("before-the-change")]
    [InlineData("2026-11-20_v1.2")]
    [InlineData("console")]
    public void A_name_of_letters_digits_and_a_little_more_is_taken(string name) => Assert.Equal(name, SnapshotName.Check(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../data")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData(".draft-1-2-3")]
    [InlineData("ends.")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("con")]
    [InlineData("LPT1.txt")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_name_that_could_be_something_else_is_refused(string name) =>
        Assert.Contains("cannot be a snapshot's name", Assert.Throws<PlatformException>(() => SnapshotName.Check(name)).Message);
}
