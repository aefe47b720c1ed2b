using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class EndpointTests
{
    private readonly IDistributedApplicationBuilder _builder = Model.NewBuilder();

    [Fact]
    public void An_endpoint_is_named_after_its_scheme()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint().WithHttpsEndpoint().WithEndpoint(port: 5432);

        Assert.Equal(["http", "https", "tcp"], api.Resource.GetEndpoints().Select(e => e.EndpointName));
        Assert.Equal([false, true, false], api.Resource.GetEndpoints().Select(e => e.TlsEnabled));
        Assert.Equal(["http", "http", "tcp"], api.Resource.Annotations.OfType<EndpointAnnotation>().Select(e => e.Transport));
    }

    [Fact]
    public void A_name_is_given_once()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();

        var exception = Assert.Throws<DistributedApplicationException>(() => api.WithEndpoint(scheme: "tcp", name: "HTTP"));

        Assert.Contains("'HTTP'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'api'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0), InlineData(65536), InlineData(-1)]
    public void A_port_is_a_number_up_to_65535(int port) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _builder.AddProgram("api").WithHttpEndpoint(port));

    [Theory]
    [InlineData(true, 80, null, 80, null)]
    [InlineData(true, null, 8080, null, 8080)]
    [InlineData(false, 80, null, 80, 80)]
    [InlineData(false, null, 8080, 8080, 8080)]
    [InlineData(false, 80, 8080, 80, 8080)]
    public void Without_a_proxy_one_port_stands_for_both(bool proxied, int? port, int? target, int? expectedPort, int? expectedTarget)
    {
        var endpoint = _builder.AddProgram("api").WithHttpEndpoint(port, target, isProxied: proxied).Endpoint("http");

        Assert.Equal((expectedPort, expectedTarget), (endpoint.Port, endpoint.TargetPort));
    }

    [Fact]
    public void An_endpoint_is_changed_or_made_by_a_callback()
    {
        var api = _builder.AddProgram("api")
            .WithHttpEndpoint()
            .WithEndpoint("http", e => e.Port = 1)
            .WithEndpoint("new", e => e.UriScheme = "http")
            .WithEndpoint("missing", e => e.Port = 3, createIfNotExists: false);

        Assert.Equal(["http", "new"], api.Resource.GetEndpoints().Select(e => e.EndpointName));
        Assert.Equal(1, api.Endpoint("http").Port);
    }

    [Fact]
    public async Task A_program_learns_the_port_that_it_listens_on_itself()
    {
        var fixedPort = _builder.AddProgram("a").WithHttpEndpoint(port: 1, targetPort: 2, env: "PORT");
        var chosen = _builder.AddProgram("b").WithHttpEndpoint(env: "PORT").Allocate("http", 1, "{{portForServing}}");

        Assert.Equal("2", (await fixedPort.EnvironmentAsync())["PORT"]);
        Assert.Equal("{{portForServing}}", (await chosen.EnvironmentAsync())["PORT"]);
    }

    [Fact]
    public async Task A_reference_waits_until_the_endpoint_has_its_address()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();
        var endpoint = api.GetEndpoint("http");
        var url = endpoint.ValueAsync().AsTask();
        var port = endpoint.Property(EndpointProperty.Port).ValueAsync().AsTask();

        Assert.Equal((false, false, false), (url.IsCompleted, port.IsCompleted, endpoint.IsAllocated));
        api.Allocate("http", 8080);

        Assert.Equal(("http://localhost:8080", "8080", true), (await url, await port, endpoint.IsAllocated));
    }

    [Fact]
    public async Task Waiting_for_an_address_can_be_given_up_or_fail()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();
        using var source = new CancellationTokenSource();
        var waiting = api.GetEndpoint("http").GetValueAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        api.Endpoint("http").AllAllocatedEndpoints.Fail(KnownNetworkIdentifiers.LocalhostNetwork, new DistributedApplicationException("taken"));
        await Assert.ThrowsAsync<DistributedApplicationException>(async () => await api.GetEndpoint("http").ValueAsync());
    }

    [Theory]
    [InlineData(EndpointProperty.Url, "http://localhost:8080")]
    [InlineData(EndpointProperty.Host, "localhost")]
    [InlineData(EndpointProperty.IPV4Host, "127.0.0.1")]
    [InlineData(EndpointProperty.Port, "8080")]
    [InlineData(EndpointProperty.Scheme, "http")]
    [InlineData(EndpointProperty.TargetPort, "9090")]
    [InlineData(EndpointProperty.HostAndPort, "localhost:8080")]
    [InlineData(EndpointProperty.TlsEnabled, "False")]
    public async Task Every_part_of_an_address_can_be_read(EndpointProperty property, string expected)
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint(targetPort: 9090).Allocate("http", 8080);

        Assert.Equal(expected, await api.GetEndpoint("http").Property(property).ValueAsync());
    }

    [Fact]
    public async Task A_container_reads_the_address_of_its_own_network()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint().Allocate("http", 8080);
        var endpoint = api.Endpoint("http");
        endpoint.AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(
            KnownNetworkIdentifiers.DefaultAspireContainerNetwork,
            new(endpoint, "aspire.dev.internal", 81, EndpointBindingMode.SingleAddress, null, KnownNetworkIdentifiers.DefaultAspireContainerNetwork));
        var container = _builder.AddContainer("tool", "image").Resource;
        var reference = api.GetEndpoint("http");

        Assert.Equal("http://aspire.dev.internal:81", await reference.GetValueAsync(new ValueProviderContext { Caller = container }));
        Assert.Equal("http://aspire.dev.internal:81", await reference.GetValueAsync(new ValueProviderContext { Network = KnownNetworkIdentifiers.DefaultAspireContainerNetwork }));
        Assert.Equal("http://localhost:8080", await reference.GetValueAsync(new ValueProviderContext { Caller = api.Resource }));
        Assert.Equal("http://localhost:8080", reference.Url);
    }

    [Fact]
    public void An_address_of_another_network_is_not_taken_for_the_endpoints_own()
    {
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: "tcp");
        var other = new AllocatedEndpoint(endpoint, "h", 1, EndpointBindingMode.SingleAddress, null, KnownNetworkIdentifiers.DefaultAspireContainerNetwork);

        Assert.Throws<InvalidOperationException>(() => endpoint.AllocatedEndpoint = other);
    }

    [Fact]
    public void A_reference_to_no_endpoint_says_which_there_are()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();

        var unknown = Assert.Throws<InvalidOperationException>(() => api.GetEndpoint("https").Url);
        var early = Assert.Throws<InvalidOperationException>(() => api.GetEndpoint("http").Url);

        Assert.Contains("It has: 'http'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("no address yet", early.Message, StringComparison.Ordinal);
        Assert.Null(api.GetEndpoint("http").TargetPort);
        Assert.False(api.GetEndpoint("https").Exists);
    }

    [Theory]
    [InlineData("localhost", true, false, false)]
    [InlineData("LOCALHOST", true, false, false)]
    [InlineData("shop.localhost", false, true, false)]
    [InlineData("shop.dev.localhost", false, true, true)]
    [InlineData("localhost.example", false, false, false)]
    [InlineData(null, false, false, false)]
    public void Hosts_of_this_machine_are_recognised(string? host, bool localhost, bool tld, bool dev)
    {
        Assert.Equal((localhost, tld, dev), (EndpointHostHelpers.IsLocalhost(host), EndpointHostHelpers.IsLocalhostTld(host), EndpointHostHelpers.IsDevLocalhostTld(host)));
        Assert.Equal(localhost || tld, EndpointHostHelpers.IsLocalhostOrLocalhostTld(host));
    }
}
