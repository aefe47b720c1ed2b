using Microsoft.Extensions.Configuration;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class LocatorTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory();

    private string Bundles => Path.Combine(_root.FullName, "versions");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void The_newest_bundle_is_taken_when_nothing_is_configured()
    {
        Bundle("13.5.4_abc-1");
        Bundle("9.10.0_abc-2");
        Bundle("13.10.0-preview.1_abc-3");
        var newest = Bundle("13.10.0_abc-4");
        Assert.Equal(new EnginePaths(Path.Combine(newest, "dcp", "dcp"), Path.Combine(newest, "managed", "aspire-managed")), Find());
    }

    [Fact]
    public void Configuration_comes_before_environment_and_environment_before_bundles()
    {
        Bundle("13.5.4_abc-1");
        var byFolder = Program("folder/dcp");
        var byFile = Program("file/my-dcp");
        var dashboard = Program("file/aspire-managed");
        Assert.Equal(byFolder, Find(("ASPIRE_DCP_PATH", Path.GetDirectoryName(byFolder)!)).DcpPath);
        Assert.Equal(
            new EnginePaths(byFile, dashboard),
            Find(("ASPIRE_DCP_PATH", Path.GetDirectoryName(byFolder)!), ("DcpPublisher:CliPath", byFile), ("DcpPublisher:DashboardPath", dashboard)));
    }

    [Fact]
    public void An_incomplete_bundle_is_passed_over()
    {
        var older = Bundle("13.5.4_abc-1");
        File.Delete(Path.Combine(Bundle("13.5.5_abc-2"), "dcp", "dcp"));
        Assert.Equal(Path.Combine(older, "dcp", "dcp"), Find().DcpPath);
    }

    [Fact]
    public void An_engine_without_a_dashboard_is_still_an_engine()
    {
        Assert.Null(Find(("DcpPublisher:CliPath", Program("alone/dcp"))).DashboardPath);
    }

    [Fact]
    public void Nothing_found_says_where_it_was_looked_for_and_how_to_install_it()
    {
        var error = Assert.Throws<DcpException>(() => Find(("DcpPublisher:CliPath", "/no/such/dcp")));
        Assert.Contains("DcpPublisher:CliPath = /no/such/dcp (no such file)", error.Message);
        Assert.Contains("ASPIRE_DCP_PATH (not set)", error.Message);
        Assert.Contains(Bundles, error.Message);
        Assert.Contains("npm install -g @microsoft/aspire-cli", error.Message);
    }

    private EnginePaths Find(params (string Key, string Value)[] settings) => EngineLocator.Find(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(),
        Bundles,
        environment: _ => null);

    private string Bundle(string name)
    {
        Program($"versions/{name}/dcp/dcp");
        Program($"versions/{name}/managed/aspire-managed");
        return Path.Combine(Bundles, name);
    }

    private string Program(string path)
    {
        var full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "");
        return full;
    }
}
