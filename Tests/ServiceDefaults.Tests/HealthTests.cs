using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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
    public void A_dependency_that_is_gone_turns_ready_off_within_two_seconds()
    {
        // A good answer is given again for so long, and the next check takes so long at most.
        var settings = new HealthSettings();

        Assert.InRange(settings.CacheSeconds + settings.TimeoutSeconds, 0, 2);
    }

    [Fact]
    public async Task A_good_answer_is_given_again_until_its_time_is_over_and_a_bad_one_for_a_moment()
    {
        var status = HealthStatus.Healthy;
        var check = new TestCheck(_ => Task.FromResult(new HealthCheckResult(status)));
        await using var service = await StartAsync(check, ("Health:CacheSeconds", "1"));
        var time = new ManualTime();
        var reporter = new HealthReporter(
            service.App.Services.GetRequiredService<HealthCheckService>(), service.App.Services.GetRequiredService<HealthSettings>(), service.App.Environment, time);
        Assert.Equal(HealthStatus.Healthy, (await reporter.ReportAsync(HealthTags.Ready)).Status);
        status = HealthStatus.Unhealthy;

        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(HealthStatus.Healthy, (await reporter.ReportAsync(HealthTags.Ready)).Status);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HealthStatus.Unhealthy, (await reporter.ReportAsync(HealthTags.Ready)).Status);
        status = HealthStatus.Healthy;

        Assert.Equal(HealthStatus.Unhealthy, (await reporter.ReportAsync(HealthTags.Ready)).Status);
        time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(HealthStatus.Healthy, (await reporter.ReportAsync(HealthTags.Ready)).Status);
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
