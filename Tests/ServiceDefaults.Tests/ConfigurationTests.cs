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
            ("Health:TimeoutSeconds", "-1")));

        Assert.Equal(
            [
                "Health__TimeoutSeconds is '-1'; it must be a number from 0.05 to 60",
                "Test__Count is 'many'; it must be a whole number from 1 to 9",
                "Test__Ratio is '7'; it must be a number from 0 to 1",
                "Test__Level is 'Loud'; it must be one of Low, High",
                "Test__Address is 'not a url'; it must be an absolute URL",
                "Test__Key has 128 bits; it must be a random key of at least 256 bits in Base64",
                "Test__Name is not set",
            ],
            error.Problems.Select(problem => $"{problem.Key} {problem.Problem}"));
        Assert.Contains("The configuration has 7 problems:", error.Message);
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
    public async Task A_folder_that_disappears_later_degrades_the_configuration_check()
    {
        var folder = Directory.CreateTempSubdirectory("platform-data-").FullName;
        await using var service = await TestService.StartAsync(settings: ("Paths:Data", folder));
        Directory.Delete(folder);
        await File.WriteAllTextAsync(folder, "in the way");

        var body = await service.Client.GetStringAsync("/health/startup");

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

        [Setting("A name.", Example = "shop", Required = true)]
        public string Name { get; set; } = "";
    }
}
