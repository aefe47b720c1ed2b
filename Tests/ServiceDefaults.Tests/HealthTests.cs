using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Api.Tests.Fixtures;
using Platform.ServiceDefaults.Health;

namespace Platform.ServiceDefaults.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task A_service_without_dependencies_is_alive_started_and_ready()
    {
        await using var service = await TestService.StartAsync();

        foreach (var path in (string[])["/health/live", "/health/startup", "/health/ready"])
        {
            Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync(path)).StatusCode);
        }
    }

    [Fact]
    public async Task A_failing_dependency_makes_it_unready_but_not_dead_and_is_named_with_its_error()
    {
        await using var service = await StartAsync(new TestCheck(_ => throw new InvalidOperationException("no route to host")));

        using var ready = await service.Client.GetAsync("/health/ready");
        using var live = await service.Client.GetAsync("/health/live");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
        var dependency = (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("dependencies").GetProperty("store");
        Assert.Equal("Unhealthy", dependency.GetProperty("status").GetString());
        Assert.Equal("no route to host", dependency.GetProperty("error").GetString());
        Assert.True(dependency.GetProperty("durationMs").GetDouble() >= 0);
    }

    [Fact]
    public async Task Details_are_hidden_outside_development_unless_asked_for()
    {
        await using var hidden = await TestService.StartAsync(environment: "Production");
        await using var shown = await TestService.StartAsync(environment: "Production", settings: ("Health:ShowDetails", "true"));

        Assert.False((await BodyAsync(hidden)).TryGetProperty("dependencies", out _));
        Assert.True((await BodyAsync(shown)).TryGetProperty("dependencies", out _));
    }

    [Fact]
    public async Task A_check_that_hangs_is_cut_off()
    {
        await using var service = await StartAsync(
            new TestCheck(async token => { await Task.Delay(Timeout.Infinite, token); return HealthCheckResult.Healthy(); }),
            ("Health:TimeoutSeconds", "0.1"));

        using var ready = await service.Client.GetAsync("/health/ready").WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task A_check_that_does_not_heed_its_cancellation_is_cut_off_too_and_not_started_again_while_it_hangs()
    {
        var answer = new TaskCompletionSource<HealthCheckResult>();
        var check = new TestCheck(_ => answer.Task);
        await using var service = await StartAsync(check, ("Health:TimeoutSeconds", "0.1"), ("Health:CacheSeconds", "0"));

        for (var probe = 0; probe < 3; probe++)
        {
            using var ready = await service.Client.GetAsync("/health/ready").WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        Assert.Equal(1, check.Calls);
        answer.SetResult(HealthCheckResult.Healthy());
        await Eventually.TrueAsync(async () => (await service.Client.GetAsync("/health/ready")).IsSuccessStatusCode, "it is ready again");
    }

    [Fact]
    public async Task An_answer_is_given_again_until_its_time_is_over_and_only_at_the_start_a_bad_one_for_a_moment()
    {
        var status = HealthStatus.Unhealthy;
        var check = new TestCheck(_ => Task.FromResult(new HealthCheckResult(status)));
        await using var service = await StartAsync(check, ("Health:CacheSeconds", "1"));
        var time = new ManualTime();
        var reporter = new HealthReporter(
            service.App.Services.GetRequiredService<HealthCheckService>(), service.App.Services.GetRequiredService<HealthSettings>(), service.App.Environment, time);

        await ChangesAfterAsync(HealthStatus.Healthy, 50);
        await ChangesAfterAsync(HealthStatus.Unhealthy, 1000);
        await ChangesAfterAsync(HealthStatus.Healthy, 1000);

        async Task ChangesAfterAsync(HealthStatus next, int milliseconds)
        {
            var present = status;
            Assert.Equal(present, (await reporter.ReportAsync(HealthTags.Ready)).Status);
            status = next;
            time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.Equal(present, (await reporter.ReportAsync(HealthTags.Ready)).Status);
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(next, (await reporter.ReportAsync(HealthTags.Ready)).Status);
        }
    }

    [Fact]
    public async Task A_service_that_never_was_well_is_not_asked_in_a_hurry_for_ever()
    {
        var check = new TestCheck(_ => Task.FromResult(HealthCheckResult.Degraded()));
        await using var service = await StartAsync(check, ("Health:CacheSeconds", "1"));
        var time = new ManualTime();
        var reporter = new HealthReporter(
            service.App.Services.GetRequiredService<HealthCheckService>(), service.App.Services.GetRequiredService<HealthSettings>(), service.App.Environment, time);
        time.Advance(TimeSpan.FromSeconds(30));
        await reporter.ReportAsync(HealthTags.Ready);
        var calls = check.Calls;

        time.Advance(TimeSpan.FromMilliseconds(999));
        await reporter.ReportAsync(HealthTags.Ready);

        Assert.Equal(calls, check.Calls);
    }

    [Theory]
    [InlineData("0", 30)]
    [InlineData("300", 330)]
    public void The_host_waits_for_the_drain_and_for_what_is_under_way(string drain, int seconds)
    {
        var app = TestService.Build(null, null, "Production", ("Health:DrainSeconds", drain));

        Assert.Equal(TimeSpan.FromSeconds(seconds), app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    public void A_check_keeps_the_shorter_of_its_bound_and_the_general_one()
    {
        var app = TestService.Build(
            builder => builder.Services.AddHealthCheck<TestCheck>("quick", TimeSpan.FromSeconds(0.1)).AddHealthCheck<TestCheck>("slow", TimeSpan.FromSeconds(30)),
            null, "Production");

        var bounds = app.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.ToDictionary(check => check.Name, check => check.Timeout.TotalSeconds);
        Assert.Equal((0.1, 1.0), (bounds["quick"], bounds["slow"]));
    }

    [Fact]
    public async Task Checks_run_beside_each_other()
    {
        // Each ends when the other has begun.
        TaskCompletionSource first = new(), second = new();
        await using var service = await TestService.StartAsync(builder =>
        {
            builder.Services.AddSingleton(new TestCheck(async _ => { first.SetResult(); await second.Task; return HealthCheckResult.Healthy(); }));
            builder.Services.AddSingleton(new OtherCheck(async () => { second.SetResult(); await first.Task; }));
            builder.Services.AddHealthCheck<TestCheck>("first", HealthTags.Ready);
            builder.Services.AddHealthCheck<OtherCheck>("second", HealthTags.Ready);
        }, settings: ("Health:TimeoutSeconds", "10"));

        using var ready = await service.Client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task A_request_that_is_under_way_is_answered_before_the_service_stops()
    {
        TaskCompletionSource begun = new(), end = new();
        await using var service = await TestService.StartAsync(map: app => app.MapGet("/work", async () =>
        {
            begun.SetResult();
            await end.Task;
            return "done";
        }));
        var answer = service.Client.GetStringAsync("/work");
        await begun.Task;

        var stop = service.App.StopAsync();
        await Eventually.TrueAsync(() => Task.FromResult(service.App.Lifetime.ApplicationStopping.IsCancellationRequested), "the service is stopping");
        end.SetResult();

        Assert.Equal("done", await answer);
        await stop.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Many_probes_at_once_ask_the_dependency_once()
    {
        var check = new TestCheck(_ => Task.FromResult(HealthCheckResult.Healthy()));
        await using var service = await StartAsync(check, ("Health:CacheSeconds", "60"));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Client.GetAsync("/health/ready")));

        Assert.Equal(1, check.Calls);
    }

    [Fact]
    public async Task Stopping_turns_ready_off_while_the_service_still_answers()
    {
        await using var service = await TestService.StartAsync(settings: [("Health:DrainSeconds", "30"), ("Health:CacheSeconds", "0")]);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health/ready")).StatusCode);

        using var patience = new CancellationTokenSource();
        var stop = service.App.StopAsync(patience.Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health/live")).StatusCode);
        await patience.CancelAsync();
        await stop.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static Task<TestService> StartAsync(TestCheck check, params (string, string)[] settings) => TestService.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(check);
            builder.Services.AddHealthCheck<TestCheck>("store", HealthTags.Ready);
        },
        settings: settings);

    private static async Task<JsonElement> BodyAsync(TestService service) =>
        await service.Client.GetFromJsonAsync<JsonElement>("/health/ready");

    private sealed class OtherCheck(Func<Task> work) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await work();
            return HealthCheckResult.Healthy();
        }
    }

    private sealed class TestCheck(Func<CancellationToken, Task<HealthCheckResult>> answer) : IHealthCheck
    {
        private int _calls;

        public int Calls => _calls;

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return answer(cancellationToken);
        }
    }
}
