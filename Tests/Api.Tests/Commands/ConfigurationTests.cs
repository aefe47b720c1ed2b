using Platform.Api.Commands;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Commands;

public sealed class ConfigurationTests
{
    public static TheoryData<string> Files => [.. ConfigurationCommand.Documents().Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_in_the_repository_says_what_the_settings_say(string path)
    {
        var file = Path.Combine(Repository(), path);

        Assert.True(File.Exists(file), $"{path} is missing: run make config-docs.");
        Assert.Equal(ConfigurationCommand.Documents()[path], File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_templates_hold_no_secret() => Assert.All(
        ConfigurationCommand.Documents().Values.SelectMany(text => text.Split('\n')).Where(line => line.Contains("Key=", StringComparison.Ordinal)),
        line => Assert.True(line.Contains("...", StringComparison.Ordinal) || line.Contains("openssl", StringComparison.Ordinal) || line.StartsWith('#') || line.StartsWith('|'), line));

    [Fact]
    public async Task Every_problem_of_a_start_is_in_one_message()
    {
        var result = await ApiProgram.RunAsync("", new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__shopdb"] = null,
            ["ConnectionStrings__redis"] = null,
            ["ConnectionStrings__storage"] = "Endpoint=nowhere",
            ["Jobs__Workers"] = "many",
            ["Security__DataProtectionKey"] = Convert.ToBase64String(new byte[8]),
        });

        Assert.Equal(1, result.ExitCode);
        Assert.All(
            (string[])["ConnectionStrings__shopdb", "ConnectionStrings__redis", "ConnectionStrings__storage", "Jobs__Workers", "Security__DataProtectionKey", "Payments__WebhookSecret"],
            key => Assert.Contains(key, result.Output));
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Platform.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
