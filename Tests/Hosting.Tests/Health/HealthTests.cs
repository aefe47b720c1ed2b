using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.Hosting.Tests.ApplicationModel;
using Platform.Hosting.Tests.Dcp;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Health;

public class HealthTests
{
    [Fact]
    public async Task The_health_of_a_service_is_followed_from_its_start()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWeb("web").WithArgs("--unhealthy").WithHttpHealthCheck("/health"));
        using var client = new HttpClient();
        var unhealthy = await application.UntilAsync("web", s => s.HealthReports is [{ Description: { } text }] && text.Contains("503", StringComparison.Ordinal));
        Assert.Equal(HealthStatus.Unhealthy, unhealthy.Snapshot.HealthStatus);
        Assert.Null(unhealthy.Snapshot.ResourceReadyEvent);

        await client.PostAsync($"{application.Endpoint("web").Url}/health/true", null);
        var healthy = await application.UntilHealthyAsync("web");
        Assert.NotNull(healthy.Snapshot.ResourceReadyEvent);

        await client.PostAsync($"{application.Endpoint("web").Url}/health/false", null);
        await application.UntilAsync("web", s => s.HealthStatus is HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task A_check_begins_at_once()
    {
        var checkedAfter = new TaskCompletionSource<TimeSpan>();
        var watch = new Stopwatch();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("tool-check", () =>
            {
                checkedAfter.TrySetResult(watch.Elapsed);
                return HealthCheckResult.Healthy();
            });
            builder.AddSleeper("tool").WithHealthCheck("tool-check").OnBeforeResourceStarted((_, _, _) =>
            {
                watch.Start();
                return Task.CompletedTask;
            });
        });

        Assert.InRange(await checkedAfter.Task.WaitAsync(Engine.Bound()), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_part_is_healthy_only_when_its_whole_is()
    {
        var healthy = false;
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("server-check", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
            var server = builder.AddSleeper("server").WithHealthCheck("server-check");
            builder.AddResource(new DatabaseResource("database", server.Resource));
        });
        await application.UntilAsync("database", s => s.HealthStatus is HealthStatus.Unhealthy && s.HealthReports is [{ Status: HealthStatus.Unhealthy }]);

        healthy = true;

        await application.UntilHealthyAsync("database");
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_is_unhealthy_and_tried_again()
    {
        var attempts = 0;
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.Services.AddHealthChecks().Add(new(
                "tool-check",
                _ => ++attempts < 3 ? throw new InvalidOperationException("no client yet") : new Healthy(),
                failureStatus: null,
                tags: null));
            builder.AddSleeper("tool").WithHealthCheck("tool-check");
        });

        await application.UntilHealthyAsync("tool");
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task After_a_restart_a_resource_has_to_prove_its_health_anew()
    {
        var healthy = true;
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("tool-check", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("later"));
            builder.AddSleeper("tool").WithHealthCheck("tool-check");
        });
        await application.UntilHealthyAsync("tool");

        await application.CommandAsync("tool", KnownResourceCommands.StopCommand);
        healthy = false;
        await application.CommandAsync("tool", KnownResourceCommands.StartCommand);

        var again = await application.UntilAsync("tool", s => s.HealthReports is [{ Description: "later" }]);
        Assert.Null(again.Snapshot.ResourceReadyEvent);
        healthy = true;
        await application.UntilHealthyAsync("tool");
    }

    [Fact]
    public async Task A_check_that_is_not_registered_is_an_error_at_the_start()
    {
        await using var application = EngineApplication.Build(builder => builder.AddSleeper("tool").WithHealthCheck("nobody"));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => application.App.StartAsync(Engine.Bound()));

        Assert.Contains("'nobody' of resource 'tool' is not registered", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_http_check_needs_an_http_endpoint()
    {
        var builder = Model.NewBuilder();
        builder.AddProgram("tool").WithEndpoint(scheme: "tcp", name: "tcp").WithHttpHealthCheck(endpointName: "tcp");

        using var app = builder.Build();
        var options = app.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value;
        var check = (IHealthCheck)Assert.Single(options.Registrations).Factory(app.Services);

        Assert.Contains("'tcp'", Assert.Throws<DistributedApplicationException>(() => check.CheckHealthAsync(new()).GetAwaiter().GetResult()).Message, StringComparison.Ordinal);
    }

    private sealed class Healthy : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(HealthCheckResult.Healthy());
    }
}
