using Platform.Hosting.Orchestration;

namespace Platform.Hosting.Tests.Orchestration;

public class CommandLineTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("  \t ")]
    [InlineData("a", "a")]
    [InlineData(" a  b\tc ", "a", "b", "c")]
    [InlineData("--name \"a b\" c", "--name", "a b", "c")]
    [InlineData("--name=\"a b\"", "--name=a b")]
    [InlineData("\"\" a", "", "a")]
    [InlineData("\"a \"\" b\"", "a \" b")]
    [InlineData("\\\"a\\\"", "\"a\"")]
    [InlineData("C:\\a\\b \"C:\\a b\\\\\" c", "C:\\a\\b", "C:\\a b\\", "c")]
    [InlineData("'a b'", "'a", "b'")]
    public void A_line_is_split_as_a_shell_would(string? line, params string[] expected) =>
        Assert.Equal(expected, CommandLine.Split(line));
}
