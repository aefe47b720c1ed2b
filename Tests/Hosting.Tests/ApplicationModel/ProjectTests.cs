using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class ProjectTests
{
    private readonly IDistributedApplicationBuilder _builder = Model.NewBuilder();

    [Fact]
    public async Task The_first_project_profile_gives_endpoints_and_environment()
    {
        Environment.SetEnvironmentVariable("PLATFORM_TEST_USER", "ann");
        var api = _builder.AddProject<Shop>("api").Allocate("http", 1, "5001").Allocate("https", 2, "5002").Allocate("http2", 3, "5003");

        Assert.Equal([("http", 8080), ("https", 8443), ("http2", 8081)], api.Resource.Annotations.OfType<EndpointAnnotation>().Select(e => (e.Name, e.Port ?? 0)));
        var environment = await api.EnvironmentAsync();
        Assert.Equal("http", environment["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("hello ann", environment["GREETING"]);
        Assert.Equal("http://localhost:5001;https://localhost:5002;http://localhost:5003", environment["ASPNETCORE_URLS"]);
        Assert.Equal("true", environment["ASPNETCORE_FORWARDEDHEADERS_ENABLED"]);
    }

    [Fact]
    public async Task A_profile_can_be_chosen_or_left_out()
    {
        var other = _builder.AddProject<Shop>("other", "second");
        var none = _builder.AddProject<Shop>("none", options => options.ExcludeLaunchProfile = true);
        var nothing = _builder.AddProject<Shop>("nothing", launchProfileName: null);

        Assert.Equal("two", (await other.EnvironmentAsync())["GREETING"]);
        Assert.DoesNotContain("GREETING", await none.EnvironmentAsync());
        Assert.DoesNotContain("GREETING", await nothing.EnvironmentAsync());
        Assert.Empty(none.Resource.GetEndpoints());
    }

    [Fact]
    public void A_profile_that_does_not_exist_is_an_error_that_lists_the_others()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => _builder.AddProject<Shop>("api", "third"));

        Assert.Contains("'third'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("iis, http, second", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_profile_of_the_apphost_is_used_where_a_project_has_one_of_the_same_name()
    {
        var builder = Model.NewBuilder("--DOTNET_LAUNCH_PROFILE=second");

        Assert.Equal("two", (await builder.AddProject<Shop>("api").EnvironmentAsync())["GREETING"]);
    }

    [Fact]
    public async Task What_the_apphost_sets_wins_over_the_profile()
    {
        var api = _builder.AddProject<Shop>("api", "second").WithEnvironment("GREETING", "mine").WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "no");

        var environment = await api.EnvironmentAsync();

        Assert.Equal(("mine", "no"), (environment["GREETING"], environment["ASPNETCORE_FORWARDEDHEADERS_ENABLED"]));
    }

    [Fact]
    public async Task Forwarded_headers_and_endpoints_in_the_environment_can_be_declined()
    {
        var api = _builder.AddProject<Shop>("api", "second").WithHttpEndpoint(targetPort: 5001).WithHttpEndpoint(targetPort: 5002, name: "admin")
            .WithEndpointsInEnvironment(e => e.Name != "admin").DisableForwardedHeaders();

        var environment = await api.EnvironmentAsync();

        Assert.Equal("http://localhost:5001", environment["ASPNETCORE_URLS"]);
        Assert.DoesNotContain("ASPNETCORE_FORWARDEDHEADERS_ENABLED", environment);
    }

    [Fact]
    public void A_project_that_is_not_there_is_an_error_that_names_its_file()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => _builder.AddProject("api", "../nowhere/Nowhere.csproj"));

        Assert.Contains("Nowhere.csproj", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_are_counted()
    {
        var api = _builder.AddProject<Shop>("api");

        Assert.Equal(1, api.Resource.GetReplicaCount());
        Assert.Equal(3, api.WithReplicas(2).WithReplicas(3).Resource.GetReplicaCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => api.WithReplicas(-1));
    }

    private sealed class Shop : IProjectMetadata
    {
        public string ProjectPath { get; } = Path.Combine(AppContext.BaseDirectory, "Shop.csproj");

        public LaunchSettings LaunchSettings { get; } = new()
        {
            Profiles =
            {
                ["iis"] = new() { CommandName = "IISExpress", EnvironmentVariables = { ["GREETING"] = "iis" } },
                ["http"] = new()
                {
                    CommandName = "Project",
                    ApplicationUrl = "http://localhost:8080;https://localhost:8443;http://*:8081",
                    EnvironmentVariables = { ["GREETING"] = "hello %PLATFORM_TEST_USER%" },
                },
                ["second"] = new() { CommandName = "Project", EnvironmentVariables = { ["GREETING"] = "two" } },
            },
        };
    }
}
