using System.Text.Json.Nodes;
using Platform.AppHost.Monitoring;
using Platform.AppHost.State;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>What Grafana is given. Its program is not to be had on every machine.</summary>
public sealed class GrafanaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("http://localhost:5601")]
    public void Its_files_name_the_places_of_this_run_and_stay_valid(string? kibana)
    {
        var configuration = new MonitoringConfiguration(Configuration.PathOf("AppHost", "config"), StateFolder.At(_folder.Path), speed: 1);
        configuration.Write("grafana", new Dictionary<string, string?>
        {
            ["DASHBOARDS_FOLDER"] = "/etc/platform-grafana/dashboards", ["PLATFORM_DASHBOARD"] = "http://localhost:18888", ["KIBANA"] = kibana,
        });

        var files = Directory.GetFiles(configuration.Folder("grafana"), "*", SearchOption.AllDirectories);
        Assert.All(files, file => Assert.DoesNotMatch(@"\$\{[A-Z]", File.ReadAllText(file)));
        Assert.Contains("path: /etc/platform-grafana/dashboards\n", Read("provisioning", "dashboards", "platform.yml"), StringComparison.Ordinal);
        Assert.Contains("url: http://localhost:18888/traces/detail/$${__value.raw}\n", Read("provisioning", "datasources", "prometheus.yml"), StringComparison.Ordinal);
        Assert.All(files.Where(file => file.EndsWith(".json", StringComparison.Ordinal)), file =>
            Assert.Contains(JsonNode.Parse(File.ReadAllText(file))!["links"]!.AsArray(), link => link!["url"]!.GetValue<string>().StartsWith("http://localhost:18888", StringComparison.Ordinal)));

        // Where there is no Kibana no link leads to it.
        Assert.Equal(kibana is not null, Read("dashboards", "api.json").Contains("Kibana", StringComparison.Ordinal));
        Assert.Contains("http://localhost:18888/structuredlogs?filters=CorrelationId:contains:${correlation:percentencode}", Read("dashboards", "api.json"), StringComparison.Ordinal);

        string Read(params string[] parts) => File.ReadAllText(Path.Combine([configuration.Folder("grafana"), .. parts]));
    }

    [Fact]
    public void Its_home_is_found_beside_an_unpacked_program_also_through_a_link()
    {
        var home = Directory.CreateDirectory(_folder.File("grafana")).FullName;
        Directory.CreateDirectory(Path.Combine(home, "bin"));
        Directory.CreateDirectory(Path.Combine(home, "conf"));
        File.WriteAllText(Path.Combine(home, "conf", "defaults.ini"), "");
        var program = Path.Combine(home, "bin", "grafana-server");
        File.WriteAllText(program, "");
        var link = _folder.File("grafana-server");
        File.CreateSymbolicLink(link, program);

        Assert.Equal(home, Grafana.HomeOf(program));
        Assert.Equal(home, Grafana.HomeOf(link));
    }
}
