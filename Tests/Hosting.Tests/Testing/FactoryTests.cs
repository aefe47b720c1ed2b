using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Hosting;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Testing;

public class FactoryTests
{
    [Fact]
    public async Task A_factory_may_take_part_in_every_step()
    {
        _ = Engine.Options;
        await using var factory = new Factory("--FROM_TEST=arg");
        await factory.StartAsync(Engine.Bound());
        await factory.Application!.ResourceNotifications.WaitForResourceHealthyAsync("web", Engine.Bound());

        Assert.Equal(["creating True", "created 0", "building 2", "built"], factory.Steps);
        using var client = factory.CreateHttpClient("web");
        Assert.Equal("factory", await client.GetStringAsync("/variable/FROM_FACTORY", Engine.Bound()));
        Assert.Equal("arg", await client.GetStringAsync("/variable/FROM_APPHOST", Engine.Bound()));
        Assert.Equal("Host=db", await factory.GetConnectionString("db"));
        Assert.Equal(client.BaseAddress, factory.GetEndpoint("web"));
    }

    [Fact]
    public async Task A_factory_that_was_never_started_is_disposed_of()
    {
        var factory = new Factory();
        Assert.Throws<InvalidOperationException>(() => factory.CreateHttpClient("web"));
        await factory.DisposeAsync();
        new Factory().Dispose();
    }

    [Fact]
    public async Task A_failure_of_the_apphost_is_the_failure_of_the_start()
    {
        await using var factory = new Factory("--Fail=before build");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => factory.StartAsync(Engine.Bound()));

        Assert.Equal("The AppHost failed before it built anything.", exception.Message);
    }

    private sealed class Factory(params string[] args) : DistributedApplicationFactory(typeof(global::Projects.TestingAppHost), args)
    {
        public List<string> Steps { get; } = [];

        public DistributedApplication? Application { get; private set; }

        protected override void OnBuilderCreating(DistributedApplicationOptions applicationOptions, HostApplicationBuilderSettings hostOptions) =>
            Steps.Add($"creating {applicationOptions.DisableDashboard}");

        protected override void OnBuilderCreated(DistributedApplicationBuilder applicationBuilder) => Steps.Add($"created {applicationBuilder.Resources.Count}");

        protected override void OnBuilding(DistributedApplicationBuilder applicationBuilder)
        {
            Steps.Add($"building {applicationBuilder.Resources.Count}");
            applicationBuilder.CreateResourceBuilder<ProjectResource>("web").WithEnvironment("FROM_FACTORY", "factory");
        }

        protected override void OnBuilt(DistributedApplication application)
        {
            Steps.Add("built");
            Application = application;
        }
    }
}
