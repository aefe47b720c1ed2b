using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void Every_problem_is_in_one_message_with_key_value_and_example()
    {
        var error = Assert.Throws<ConfigurationException>(() => TestService.Build(
            builder => builder.AddSettings<TestSettings>(),
            null,
            "Production",
            ("Test:Count", "many"),
            ("Test:Ratio", "7"),
            ("Test:Level", "Loud"),
            ("Test:Address", "not a url"),
            ("Test:Key", Convert.ToBase64String(new byte[16])),
            ("Test:Zeros", Convert.ToBase64String(new byte[32])),
            ("Test:OldKeys", $"{Convert.ToBase64String(new byte[32])},not-a-key"),
            ("Health:TimeoutSeconds", "-1"),
            ("Http:AllowedOrigins", "https://shop.example.com,https://shop.example.com/admin"),
            ("Logging:LogLevel:Shop", "Loud"),
            ("PLATFORM_SECRETS", "/nowhere/secrets")));

        Assert.Equal(
            [
                "PLATFORM_SECRETS is '/nowhere/secrets', which cannot be read: Could not find a part of the path '/nowhere/secrets'",
                "Logging__LogLevel__Shop is 'Loud'; it must be one of Trace, Debug, Information, Warning, Error, Critical, None",
                "Health__TimeoutSeconds is '-1'; it must be a number from 0.05 to 60",
                "Http__AllowedOrigins has 'https://shop.example.com/admin'; it must be an origin: http or https, host and, unless it is the usual one, port, with no path",
                "Test__Count is 'many'; it must be a whole number from 1 to 9",
                "Test__Ratio is '7'; it must be a number from 0 to 1",
                "Test__Level is 'Loud'; it must be one of Low, High",
                "Test__Address is 'not a url'; it must be an absolute URL",
                "Test__Key has 128 bits; it must be a random key of at least 256 bits in Base64",
                "Test__Zeros is not random: it repeats itself; it must be a random key of at least 256 bits in Base64",
                "Test__OldKeys is not right; it must be a list, separated by commas, of keys of at least 256 bits in Base64",
                "Test__Name is not set",
            ],
            error.Problems.Select(problem => $"{problem.Key} {problem.Problem}"));
        Assert.Contains("The configuration has 12 problems:", error.Message);
        Assert.Contains("Example: Test__Count=3", error.Message);
    }

    [Fact]
    public void A_wrong_secret_is_not_shown()
    {
        var error = Assert.Throws<ConfigurationException>(() => TestService.Build(
            builder => builder.AddSettings<TestSettings>(), null, "Production", ("Test:Key", "hunter2!"), ("Test:Name", "x")));

        Assert.DoesNotContain("hunter2", error.Message);
    }

    [Fact]
    public void A_key_that_only_production_needs_may_be_absent_in_development()
    {
        Assert.NotNull(TestService.Build(builder => builder.AddSettings<TestSettings>(), null, "Development", ("Test:Name", "x")));
        Assert.Throws<ConfigurationException>(() => TestService.Build(builder => builder.AddSettings<TestSettings>(), null, "Production", ("Test:Name", "x")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_found_at_start()
    {
        var file = Path.GetTempFileName();

        var error = Assert.Throws<ConfigurationException>(() => TestService.Build(null, null, "Development", ("PLATFORM_LOGS", Path.Combine(file, "logs"))));

        Assert.Contains("PLATFORM_LOGS", error.Message);
        File.Delete(file);
    }

    [Fact]
    public void A_default_folder_that_cannot_be_written_to_is_found_at_start()
    {
        var file = Path.GetTempFileName();

        var error = Assert.Throws<ConfigurationException>(() => TestService.Build(null, null, "Development", ("Paths:Temp", file)));

        // The folder for media is under the one for temporary files.
        Assert.Equal(["Paths__Temp", "Paths__Media"], error.Problems.Select(problem => problem.Key));
        Assert.StartsWith("is not set, and its default is", error.Problems[1].Problem);
        File.Delete(file);
    }

    [Fact]
    public void A_setting_may_be_a_file_as_Docker_and_Kubernetes_bring_secrets()
    {
        var folder = Directory.CreateTempSubdirectory("platform-secrets-");
        File.WriteAllText(Path.Combine(folder.FullName, "Test__Name"), "from a file\n");
        File.WriteAllText(Path.Combine(folder.FullName, "Test__Count"), "5");
        TestSettings? settings = null;

        TestService.Build(
            builder => settings = builder.AddSettings<TestSettings>(), null, "Development",
            ("PLATFORM_SECRETS", folder.FullName), ("Test:Name", "from elsewhere"), ("Test:Ratio", "0.5"));

        Assert.Equal(("from a file", 5, 0.5), (settings!.Name, settings.Count, settings.Ratio));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/health/startup")]
    [InlineData("/health/ready")]
    public async Task A_folder_that_disappears_later_degrades_the_configuration_check(string path)
    {
        var folder = Directory.CreateTempSubdirectory("platform-data-").FullName;
        await using var service = await TestService.StartAsync(settings: ("Paths:Data", folder));
        Directory.Delete(folder);
        await File.WriteAllTextAsync(folder, "in the way");

        var body = await service.Client.GetStringAsync(path);

        Assert.Contains("Paths__Data", body);
        Assert.Contains(nameof(HealthStatus.Degraded), body);
        File.Delete(folder);
    }

    internal enum Level
    {
        Low,
        High,
    }

    internal sealed class TestSettings : ISettings
    {
        public static string Section => "Test";

        public static string About => "For the test.";

        [Setting("A number.", Example = "3", Minimum = 1, Maximum = 9)]
        public int Count { get; set; } = 1;

        [Setting("A ratio.", Example = "0.5", Minimum = 0, Maximum = 1)]
        public double Ratio { get; set; }

        [Setting("A level.", Example = "High")]
        public Level Level { get; set; }

        [Setting("An address.", Example = "http://127.0.0.1")]
        public Uri? Address { get; set; }

        [Setting("A key.", Example = "...", Secret = true, MinimumBits = 256, RequiredInProduction = true)]
        public string Key { get; set; } = "";

        [Setting("A key.", Example = "...", Secret = true, MinimumBits = 256)]
        public string Zeros { get; set; } = "";

        [Setting("Keys.", Example = "...", Secret = true, MinimumBits = 256)]
        public string[] OldKeys { get; set; } = [];

        [Setting("A name.", Example = "shop", Required = true)]
        public string Name { get; set; } = "";
    }
}
