using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Tests;

public sealed class PlatformOptionsTests
{
    [Fact]
    public void Nothing_said_is_nothing_chosen()
    {
        var options = Read([]);

        Assert.Null(options.Form);
        Assert.Empty(options.Forms);
        Assert.Empty(options.Ports);
        Assert.Equal(StartReportDetail.Summary, options.StartReport);
    }

    [Fact]
    public void Reads_forms_and_ports()
    {
        var options = Read(new() { ["Platform:Form"] = "Process", ["Platform:Forms:redis"] = "container", ["Platform:Ports:postgres"] = "6000" });

        Assert.Equal(ServiceForm.Process, options.Form);
        Assert.Equal(ServiceForm.Container, options.Forms["redis"]);
        Assert.Equal(6000, options.Ports["postgres"]);
    }

    [Fact]
    public void Names_every_wrong_value_and_what_is_allowed()
    {
        var error = Assert.Throws<PlatformException>(() => Read(new()
        {
            ["Platform:Form"] = "cloud",
            ["Platform:Ports:api"] = "80800",
        }));

        Assert.Equal(
            ["Platform:Form is 'cloud'. Use auto, container, process.", "Platform:Ports:api is '80800'. Use a port from 1 to 65535."],
            error.Message.Split(Environment.NewLine));
    }

    [Fact]
    public void A_switch_is_off_unless_it_is_on_and_takes_nothing_else()
    {
        Assert.False(Read([]).Faults);
        Assert.True(Read(new() { ["Platform:Faults"] = "true" }).Faults);
        Assert.Equal("Platform:Faults is 'perhaps'. Use true, false.", Assert.Throws<PlatformException>(() => Read(new() { ["Platform:Faults"] = "perhaps" })).Message);
    }

    [Fact]
    public void An_engine_is_chosen_by_its_setting_or_by_the_variable_of_the_Aspire_CLI()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "dcp", "aspire-managed" })
        {
            File.WriteAllText(folder.File(OperatingSystem.IsWindows() ? $"{name}.exe" : name), "");
        }

        var other = folder.File("other");
        File.WriteAllText(other, "");

        Assert.Equal(new(null, null), Read([]).Engine);
        Assert.StartsWith(folder.File("dcp"), Read(new() { ["ASPIRE_DCP_PATH"] = folder.Path }).Engine.Engine, StringComparison.Ordinal);
        Assert.StartsWith(folder.File("aspire-managed"), Read(new() { ["ASPIRE_DASHBOARD_PATH"] = folder.Path }).Engine.Dashboard, StringComparison.Ordinal);
        Assert.Equal(other, Read(new() { ["ASPIRE_DCP_PATH"] = folder.Path, ["DcpPublisher:CliPath"] = other }).Engine.Engine);
        Assert.StartsWith(
            $"ASPIRE_DCP_PATH is '{folder.File("nowhere")}'", Assert.Throws<PlatformException>(() => Read(new() { ["ASPIRE_DCP_PATH"] = folder.File("nowhere") })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_is_one_of_three()
    {
        Assert.Equal(Profile.Default, Read([]).Profile);
        Assert.Equal(Profile.Minimal, Read(new() { ["Platform:Profile"] = "minimal" }).Profile);
        Assert.Equal("Platform:Profile is 'tiny'. Use minimal, default, full.", Assert.Throws<PlatformException>(() => Read(new() { ["Platform:Profile"] = "tiny" })).Message);
    }

    [Fact]
    public void Monitoring_is_left_to_the_profile_unless_it_is_said_and_its_speed_is_a_number()
    {
        Assert.Null(Read([]).Monitoring);
        Assert.Equal((false, 10), Of(Read(new() { ["Platform:Monitoring"] = "false", ["Platform:Monitoring:Speed"] = "10" })));
        Assert.Equal("Platform:Monitoring:Speed is '0'. Use a number from 1 to 100.", Assert.Throws<PlatformException>(() => Read(new() { ["Platform:Monitoring:Speed"] = "0" })).Message);

        static (bool?, int) Of(PlatformOptions options) => (options.Monitoring, options.MonitoringSpeed);
    }

    [Fact]
    public void Optional_tools_come_with_the_largest_profile_or_by_name()
    {
        Assert.False(Read([]).WantsTool("mail"));
        Assert.True(Read(new() { ["Platform:Profile"] = "full" }).WantsTool("mail"));
        Assert.False(Read(new() { ["Platform:Profile"] = "full", ["Platform:Tools:mail"] = "false" }).WantsTool("mail"));
        Assert.True(Read(new() { ["Platform:Tools:mail"] = "true" }).WantsTool("mail"));
        Assert.StartsWith("Platform:Tools:male is no optional tool.", Assert.Throws<PlatformException>(() => Read(new() { ["Platform:Tools:male"] = "true" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bare_switch_for_a_throw_away_copy_takes_no_value() =>
        Assert.Equal(["--Platform:Isolated=true", "--Platform:Form", "auto"], Isolation.Expand(["--isolated", "--Platform:Form", "auto"]));

    [Fact]
    public void The_number_of_a_form_is_no_form() =>
        Assert.Throws<PlatformException>(() => Read(new() { ["Platform:Form"] = "2" }));

    private static PlatformOptions Read(Dictionary<string, string?> values) =>
        PlatformOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
}
