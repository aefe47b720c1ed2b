using Platform.Api.Commands;

namespace Platform.Api.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--urls http://127.0.0.1:0")]
    public void Without_a_command_the_program_serves(string line) => Assert.Null(Parse(line));

    [Fact]
    public void A_command_takes_its_options() =>
        Assert.Equal(new CommandLine("migrate", Seed: true, Scale: 100), Parse("migrate --seed --scale 100"));

    [Theory]
    [InlineData("migrat", "migrat")]
    [InlineData("migrate --sed", "--sed")]
    [InlineData("seed --scale 0", "'0'")]
    [InlineData("seed --scale ten", "'ten'")]
    [InlineData("seed --scale", "--scale")]
    [InlineData("seed --check", "--check")]
    public void What_cannot_be_understood_is_named_and_the_usage_shown(string line, string named)
    {
        var error = Assert.Throws<ArgumentException>(() => Parse(line));

        Assert.Contains(named, error.Message);
        Assert.Contains("Usage", error.Message);
    }

    private static CommandLine? Parse(string line) =>
        CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
