using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class ServiceDiscoveryTests
{
    private readonly IDistributedApplicationBuilder _builder = Model.NewBuilder();

    [Fact]
    public async Task Every_endpoint_of_a_service_is_told()
    {
        var site = Site("my-site", ("http", "http", 1), ("https", "https", 2), ("tcp", "admin", 3));

        var environment = Services(await _builder.AddProgram("api").WithReference(site).EnvironmentAsync());

        Assert.Equal(
            new()
            {
                ["services__my-site__http__0"] = "http://localhost:1",
                ["services__my-site__https__0"] = "https://localhost:2",
                ["services__my-site__admin__0"] = "tcp://localhost:3",
                ["MY_SITE_HTTP"] = "http://localhost:1",
                ["MY_SITE_HTTPS"] = "https://localhost:2",
                ["MY_SITE_ADMIN"] = "tcp://localhost:3",
            },
            environment);
    }

    [Fact]
    public async Task One_endpoint_can_be_told_alone()
    {
        var site = Site("site", ("http", "http", 1), ("http", "admin", 2));

        var environment = Services(await _builder.AddProgram("api").WithReference(site.GetEndpoint("admin")).EnvironmentAsync());

        Assert.Equal(new() { ["services__site__admin__0"] = "http://localhost:2", ["SITE_ADMIN"] = "http://localhost:2" }, environment);
    }

    [Fact]
    public async Task Several_references_to_one_service_add_up_without_repetition()
    {
        var site = Site("site", ("http", "http", 1), ("http", "admin", 2));
        var api = _builder.AddProgram("api").WithReference(site.GetEndpoint("admin")).WithReference(site).WithReference(site.GetEndpoint("admin"));

        var environment = Services(await api.EnvironmentAsync());

        Assert.Equal(["SITE_ADMIN", "SITE_HTTP", "services__site__admin__0", "services__site__http__0"], environment.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_can_be_left_out_unless_it_is_asked_for()
    {
        var site = Site("site", ("http", "http", 1), ("http", "admin", 2));
        site.WithEndpoint("admin", e => e.ExcludeReferenceEndpoint = true);

        Assert.DoesNotContain("services__site__admin__0", await _builder.AddProgram("one").WithReference(site).EnvironmentAsync());
        Assert.Contains("services__site__admin__0", await _builder.AddProgram("two").WithReference(site).WithReference(site.GetEndpoint("admin")).EnvironmentAsync());
    }

    [Fact]
    public async Task A_name_of_the_callers_choice_is_used_as_it_is()
    {
        var site = Site("site", ("http", "http", 1));

        var environment = Services(await _builder.AddProgram("api").WithReference(site, "shop").EnvironmentAsync());

        Assert.Equal(new() { ["services__shop__http__0"] = "http://localhost:1", ["shop_HTTP"] = "http://localhost:1" }, environment);
    }

    [Fact]
    public async Task The_scheme_counts_when_an_http_endpoint_was_moved_to_tls()
    {
        var site = Site("site", ("https", "http", 1));

        Assert.Contains("services__site__https__0", await _builder.AddProgram("api").WithReference(site).EnvironmentAsync());
    }

    [Fact]
    public async Task An_address_outside_the_model_can_be_told()
    {
        var environment = Services(await _builder.AddProgram("api").WithReference("pet-store", new Uri("https://pets.example/v2")).EnvironmentAsync());

        Assert.Equal(new() { ["services__pet-store__default__0"] = "https://pets.example/v2", ["pet_store"] = "https://pets.example/v2" }, environment);
    }

    [Theory]
    [InlineData("pets.example", "absolute")]
    [InlineData("https://pets.example/#top", "fragment")]
    [InlineData("https://pets.example/?a=b", "query")]
    public void An_address_that_is_no_service_is_refused(string url, string reason)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => _builder.AddProgram("api").WithReference("pets", new Uri(url, UriKind.RelativeOrAbsolute)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private IResourceBuilder<SiteResource> Site(string name, params (string Scheme, string Name, int Port)[] endpoints)
    {
        var site = new SiteResource(name);
        foreach (var (scheme, endpoint, port) in endpoints)
        {
            site.WithEndpoint(scheme, endpoint, port);
        }

        return _builder.AddResource(site);
    }

    private static Dictionary<string, string> Services(IReadOnlyDictionary<string, string> environment) => environment.ToDictionary();
}
