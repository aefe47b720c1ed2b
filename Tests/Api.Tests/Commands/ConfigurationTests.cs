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
        var file = Path.Combine(Repository.Root, path);

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
            ["Security__DataProtectionKey"] = Convert.ToBase64String(new byte[32]),
            ["Security__PreviousDataProtectionKeys"] = "not-a-key",
            ["Payments__PreviousWebhookSecrets"] = "AAAA",
            ["Http__AllowedOrigins"] = "shop.example.com",
            ["Logging__LogLevel__Default"] = "Loud",
            ["Paths__Temp"] = "/dev/null/temp",
        });

        Assert.Equal(1, result.ExitCode);
        string[] keys =
        [
            "ConnectionStrings__shopdb is not set", "ConnectionStrings__redis is not set", "ConnectionStrings__storage has Endpoint 'nowhere'", "Jobs__Workers is 'many'",
            "Security__DataProtectionKey is not random", "Security__PreviousDataProtectionKeys is not right", "Payments__WebhookSecret is not set",
            "Payments__PreviousWebhookSecrets has 24 bits", "Http__AllowedOrigins has 'shop.example.com'", "Logging__LogLevel__Default is 'Loud'",
            "Paths__Temp is '/dev/null/temp'", "Paths__Media is not set, and its default is '/dev/null/temp/media'",
        ];
        Assert.All(keys, key => Assert.Contains(key, result.Output));
        Assert.Contains($"The configuration has {keys.Length} problems", result.Output);
    }

    [Fact]
    public async Task Connections_that_cannot_be_read_are_named_at_start_without_their_passwords()
    {
        var result = await ApiProgram.RunAsync("", new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__shopdb"] = "Hst=x;Password=hunter2",
            ["ConnectionStrings__redis"] = "127.0.0.1:6379,passwort=hunter2",
        });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("ConnectionStrings__shopdb cannot be read", result.Output);
        Assert.Contains("ConnectionStrings__redis cannot be read", result.Output);
        Assert.DoesNotContain("hunter2", result.Output);
        Assert.DoesNotContain("   at ", result.Output);
    }

    [Fact]
    public async Task A_command_finds_its_connection_in_a_file_too()
    {
        var folder = Directory.CreateTempSubdirectory("platform-secrets-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ConnectionStrings__shopdb"), "Host=127.0.0.1;Port=1\n");

        var result = await ApiProgram.RunAsync(
            "migrate", new Dictionary<string, string?> { ["ConnectionStrings__shopdb"] = null, ["PLATFORM_SECRETS"] = folder.FullName });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot be reached", result.Output);
        folder.Delete(recursive: true);
    }
}
