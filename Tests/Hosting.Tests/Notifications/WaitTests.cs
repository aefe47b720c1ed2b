using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Tests.Notifications;

public sealed class WaitTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_wait_for_states_returns_the_one_that_was_reached()
    {
        var resource = _app.Add("api");
        var wait = _app.Notifications.WaitForResourceAsync("API", ["Finished", "Exited"], TestTimeout.Token);
        await _app.PublishAsync(resource, "Running");
        Assert.False(wait.IsCompleted);
        await _app.PublishAsync(resource, "Exited");
        Assert.Equal("Exited", await wait);
    }

    [Fact]
    public async Task A_cancelled_wait_says_what_state_the_resource_is_in_and_why()
    {
        var database = _app.Add("postgres");
        await _app.PublishAsync(database, "Running", s => s.WithHealthReports([new("ready", HealthStatus.Unhealthy, null, "no connection")]));
        var api = _app.Add("api");
        await _app.PublishAsync(api, "Waiting", s => s with { Properties = [new("resource.waitingFor", new[] { "postgres" })] });

        using var cancelled = new CancellationTokenSource();
        var wait = _app.Notifications.WaitForResourceHealthyAsync("api", cancelled.Token);
        var onDatabase = _app.Notifications.WaitForResourceHealthyAsync("postgres", cancelled.Token);
        await cancelled.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.StartsWith("Resource 'api' failed to become healthy before the operation was cancelled.", error.Message);
        Assert.Contains("- Current State: Waiting", error.Message);
        Assert.Contains("  - postgres: State = Running, Health = Unhealthy", error.Message);

        error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => onDatabase);
        Assert.Contains("  - ready: Unhealthy", error.Message);
        Assert.Contains("no connection", error.Message);
    }

    [Fact]
    public async Task A_wait_for_health_stops_when_the_resource_cannot_start()
    {
        var resource = _app.Add("api");
        var wait = _app.Notifications.WaitForResourceHealthyAsync("api", WaitBehavior.StopOnResourceUnavailable, TestTimeout.Token);
        await _app.PublishAsync(resource, "FailedToStart", s => s with { ExitCode = 3 });

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => wait);
        Assert.StartsWith("Stopped waiting for resource 'api' to become healthy because it failed to start.", error.Message);
        Assert.Contains("- Exit Code: 3", error.Message);
    }

    [Fact]
    public async Task A_wait_for_health_that_outlasts_failures_returns_after_the_ready_event()
    {
        var resource = _app.Add("api");
        var wait = _app.Notifications.WaitForResourceHealthyAsync("api", WaitBehavior.WaitOnResourceUnavailable, TestTimeout.Token);
        await _app.PublishAsync(resource, "FailedToStart");
        await _app.PublishAsync(resource, "Running");
        var handlers = new TaskCompletionSource();
        await _app.PublishAsync(resource, "Running", s => s with { ResourceReadyEvent = new(handlers.Task) });
        Assert.False(wait.IsCompleted);

        handlers.SetResult();
        Assert.Equal("api", (await wait).ResourceId);
    }

    [Fact]
    public async Task A_wait_for_a_resource_that_does_not_exist_fails_at_once()
    {
        _app.Add("api");
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => _app.Notifications.WaitForResourceHealthyAsync("apii", WaitBehavior.StopOnResourceUnavailable, TestTimeout.Token));
        Assert.Contains("'apii'", error.Message);
    }

    [Fact]
    public async Task Disposal_ends_waits()
    {
        _app.Add("api");
        var wait = _app.Notifications.WaitForResourceAsync("api", "Running");
        _app.Notifications.Dispose();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Contains("Unable to retrieve current state for resource 'api'.", error.Message);
    }

    [Fact]
    public async Task A_resource_waits_until_its_dependencies_are_healthy_and_complete()
    {
        var database = _app.Add("postgres");
        var migrations = _app.Add("migrations");
        var api = _app.Add("api");
        database.Annotations.Add(new HealthCheckAnnotation("ready"));
        api.Annotations.Add(new WaitAnnotation(database, WaitType.WaitUntilHealthy));
        api.Annotations.Add(new WaitAnnotation(migrations, WaitType.WaitForCompletion));

        var wait = _app.Notifications.WaitForDependenciesAsync(api, TestTimeout.Token);
        Assert.True(_app.Notifications.TryGetCurrentState("api", out var waiting));
        Assert.Equal("Waiting", waiting.Snapshot.State?.Text);
        Assert.Equal(new[] { "postgres", "migrations" }, waiting.Snapshot.Properties.GetResourceProperty("resource.waitingFor"));

        await _app.PublishAsync(migrations, "Finished", s => s with { ExitCode = 0 });
        await _app.Notifications.WaitForResourceAsync(
            "api", e => e.Snapshot.Properties.GetResourceProperty("resource.waitingFor") is string[] and ["postgres"], TestTimeout.Token);

        await _app.PublishAsync(database, "Running", s => s.WithHealthReports([new("ready", HealthStatus.Unhealthy, null, null)]));
        Assert.False(wait.IsCompleted);
        await _app.PublishAsync(database, "Running", s => s.WithHealthReports([new("ready", HealthStatus.Healthy, null, null)]));
        await _app.PublishAsync(database, "Running", s => s with { ResourceReadyEvent = new(Task.CompletedTask) });
        await wait;
    }

    [Theory]
    [InlineData(WaitType.WaitForCompletion, "Finished", 1, "with exit code '1', expected '0'")]
    [InlineData(WaitType.WaitForCompletion, "FailedToStart", null, "because it failed to start")]
    [InlineData(WaitType.WaitUntilHealthy, "FailedToStart", null, "because it failed to start")]
    [InlineData(WaitType.WaitUntilStarted, "Exited", 0, "because it entered the 'Exited' state prematurely")]
    public async Task A_dependency_that_fails_ends_the_wait_with_the_reason(WaitType type, string state, int? exitCode, string reason)
    {
        var migrations = _app.Add("migrations");
        var api = _app.Add("api");
        api.Annotations.Add(new WaitAnnotation(migrations, type) { WaitBehavior = WaitBehavior.StopOnResourceUnavailable });

        var wait = _app.Notifications.WaitForDependenciesAsync(api, TestTimeout.Token);
        await _app.PublishAsync(migrations, state, s => s with { ExitCode = exitCode });

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => wait);
        Assert.StartsWith("Resource 'api' stopped waiting for dependency resource 'migrations'", error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public async Task A_dependency_may_fail_and_start_later_when_the_wait_allows_it()
    {
        var cache = _app.Add("redis");
        var api = _app.Add("api");
        api.Annotations.Add(new WaitAnnotation(cache, WaitType.WaitUntilStarted) { WaitBehavior = WaitBehavior.WaitOnResourceUnavailable });

        var wait = _app.Notifications.WaitForDependenciesAsync(api, TestTimeout.Token);
        await _app.PublishAsync(cache, "FailedToStart");
        Assert.False(wait.IsCompleted);
        await _app.PublishAsync(cache, "Running");
        await wait;
    }
}
