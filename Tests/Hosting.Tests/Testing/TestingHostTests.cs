using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.Dcp;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Testing;

public class TestingHostTests
{
    [Fact]
    public async Task An_apphost_is_built_started_used_and_disposed_of()
    {
        await using var builder = await CreateAsync("--FROM_TEST=test");
        Assert.Equal(["db", "web"], builder.Resources.Select(r => r.Name));
        await using var app = await builder.BuildAsync(Engine.Bound());
        await app.StartAsync(Engine.Bound());
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web", Engine.Bound());

        using var client = app.CreateHttpClient("web");

        var pid = int.Parse(await client.GetStringAsync("/", Engine.Bound()));
        Assert.Equal("test", await client.GetStringAsync("/variable/FROM_APPHOST", Engine.Bound()));
        Assert.Equal("hello", await client.GetStringAsync("/variable/GREETING", Engine.Bound()));
        Assert.NotEqual(5180, client.BaseAddress!.Port);
        Assert.Equal("Host=db", await app.GetConnectionStringAsync("db"));
        Assert.Equal(client.BaseAddress, app.GetEndpoint("web", "http"));
        await app.DisposeAsync();
        Assert.False(ProcessTable.IsRunning(pid));
    }

    [Fact]
    public async Task The_apphost_runs_with_its_launch_profile_and_the_tests_settings()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<global::Projects.TestingAppHost>(
            ["--A=argument"],
            (options, settings) =>
            {
                Assert.True(options.DisableDashboard);
                settings.Configuration!.AddInMemoryCollection([new("B", "callback")]);
            });

        Assert.Equal(
            ("argument", "callback", "profile", "true", "Development"),
            (builder.Configuration["A"], builder.Configuration["B"], builder.Configuration["FROM_PROFILE"], builder.Configuration["DcpPublisher:RandomizePorts"], builder.Environment.EnvironmentName));
        Assert.Equal("TestingAppHost", builder.AppHostAssembly!.GetName().Name);
        Assert.EndsWith("TestingAppHost", builder.AppHostDirectory, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_can_be_changed_before_it_is_built()
    {
        await using var builder = await CreateAsync();
        builder.CreateResourceBuilder<ProjectResource>("web").WithEnvironment("FROM_APPHOST", "changed");
        await using var app = await builder.BuildAsync(Engine.Bound());
        await app.StartAsync(Engine.Bound());
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web", Engine.Bound());

        using var client = app.CreateHttpClient("web", "http");

        Assert.Equal("changed", await client.GetStringAsync("/variable/FROM_APPHOST", Engine.Bound()));
    }

    [Fact]
    public async Task It_can_be_disposed_of_at_every_stage()
    {
        var created = await CreateAsync();
        await created.DisposeAsync();

        var built = await CreateAsync();
        var app = await built.BuildAsync(Engine.Bound());
        await app.DisposeAsync();
        await built.DisposeAsync();

        var started = await CreateAsync();
        app = started.Build();
        await app.StartAsync(Engine.Bound());
        await started.DisposeAsync();
        await app.DisposeAsync();

        var stopped = await CreateAsync();
        await using (app = await stopped.BuildAsync(Engine.Bound()))
        {
            await app.StartAsync(Engine.Bound());
            await app.StopAsync(Engine.Bound());
        }

        using var sync = await CreateAsync();
    }

    [Theory]
    [InlineData("before build", "The AppHost failed before it built anything.")]
    [InlineData("no build", "ended without building")]
    public async Task A_failure_before_the_build_is_the_failure_of_the_creation(string failure, string expected)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => CreateAsync($"--Fail={failure}"));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("after build", "The AppHost failed after it had built the application.")]
    [InlineData("before start", "The AppHost failed before its start.")]
    public async Task A_failure_after_the_build_is_the_failure_of_the_start(string failure, string expected)
    {
        await using var builder = await CreateAsync($"--Fail={failure}");
        await using var app = await builder.BuildAsync(Engine.Bound());

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Engine.Bound()));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_applications_run_side_by_side()
    {
        var bases = await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
        {
            await using var builder = await CreateAsync($"--FROM_TEST={i}");
            await using var app = await builder.BuildAsync(Engine.Bound());
            await app.StartAsync(Engine.Bound());
            await app.ResourceNotifications.WaitForResourceHealthyAsync("web", Engine.Bound());
            using var client = app.CreateHttpClient("web");
            Assert.Equal($"{i}", await client.GetStringAsync("/variable/FROM_APPHOST", Engine.Bound()));
            return client.BaseAddress!.Port;
        }));

        Assert.Equal(3, bases.Distinct().Count());
    }

    [Fact]
    public async Task An_empty_application_is_described_by_the_test_itself()
    {
        _ = Engine.Options;
        await using var builder = DistributedApplicationTestingBuilder.Create("--A=1");
        builder.AddExecutable("tool", "/bin/sh", ".", "-c", "exec sleep 1000");
        await using var app = await builder.BuildAsync();
        await app.StartAsync(Engine.Bound());

        await app.ResourceNotifications.WaitForResourceAsync("tool", KnownResourceStates.Running, Engine.Bound());

        Assert.Equal(("1", "true"), (builder.Configuration["A"], builder.Configuration["DcpPublisher:RandomizePorts"]));
    }

    [Fact]
    public async Task What_is_asked_for_too_early_or_does_not_exist_is_an_error_that_says_so()
    {
        await using var builder = await CreateAsync();
        await using var app = await builder.BuildAsync(Engine.Bound());
        Assert.Contains("not been started", Assert.Throws<InvalidOperationException>(() => app.CreateHttpClient("web")).Message, StringComparison.Ordinal);
        await app.StartAsync(Engine.Bound());

        Assert.Contains("There are: db, web", Assert.Throws<ArgumentException>(() => app.CreateHttpClient("api")).Message, StringComparison.Ordinal);
        Assert.Contains("It has: http", Assert.Throws<ArgumentException>(() => app.GetEndpoint("web", "admin")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => app.GetEndpoint("db"));
        Assert.Throws<ArgumentException>(() => { _ = app.GetConnectionStringAsync("web"); });
        Assert.Throws<ArgumentException>(() => DistributedApplicationTestingBuilder.Create(""));
    }

    private static Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] args)
    {
        _ = Engine.Options;
        return DistributedApplicationTestingBuilder.CreateAsync<global::Projects.TestingAppHost>(args, Engine.Bound());
    }
}
