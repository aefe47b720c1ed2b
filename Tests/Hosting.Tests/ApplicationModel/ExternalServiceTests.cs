using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class ExternalServiceTests
{
    [Fact]
    public async Task A_service_that_runs_elsewhere_is_told_by_its_url()
    {
        var builder = Model.NewBuilder();
        var pets = builder.AddExternalService("pet-store", "https://pets.example/v2");

        var environment = await builder.AddProgram("api").WithReference(pets).WithEnvironment("URL", pets).EnvironmentAsync();

        Assert.Equal(
            [("PET_STORE", "https://pets.example/v2"), ("URL", "https://pets.example/v2"), ("services__pet-store__https__0", "https://pets.example/v2")],
            environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => (v.Key, v.Value)));
    }

    [Fact]
    public async Task Its_url_may_be_a_parameter()
    {
        var builder = Model.NewBuilder("--Parameters:url=http://pets.example/", "--Parameters:wrong=pets");
        var pets = builder.AddExternalService("pets", builder.AddParameter("url"));
        var wrong = builder.AddExternalService("wrongs", builder.AddParameter("wrong"));

        Assert.Equal(
            ["PETS_HTTP", "services__pets__http__0"],
            (await builder.AddProgram("api").WithReference(pets).EnvironmentAsync()).Keys.Order(StringComparer.Ordinal));
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => builder.AddProgram("other").WithReference(wrong).EnvironmentAsync());
        Assert.Contains("'wrong' has the value 'pets'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pets", "absolute")]
    [InlineData("https://pets.example/?a", "query")]
    public void A_url_that_is_no_service_is_refused(string url, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Model.NewBuilder().AddExternalService("pets", url)).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_http_can_be_checked()
    {
        var builder = Model.NewBuilder();

        Assert.Throws<ArgumentException>(() => builder.AddExternalService("mail", "smtp://mail.example/").WithHttpHealthCheck());
        Assert.Throws<ArgumentException>(() => builder.AddExternalService("web", "http://web.example/").WithHttpHealthCheck("http://elsewhere/"));
        Assert.Single(builder.AddExternalService("site", "http://site.example/").WithHttpHealthCheck("/health").Resource.Annotations.OfType<HealthCheckAnnotation>());
    }
}
