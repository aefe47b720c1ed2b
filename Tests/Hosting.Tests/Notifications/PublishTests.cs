using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Tests.Notifications;

public sealed class PublishTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_watcher_sees_the_current_state_first_and_then_every_change_in_order()
    {
        var resource = _app.Add("api");
        await _app.PublishAsync(resource, "Starting");

        await using var watch = _app.Notifications.WatchAsync(TestTimeout.Token).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("Starting", watch.Current.Snapshot.State?.Text);

        string[] states = [.. Enumerable.Range(0, 500).Select(i => $"state-{i}")];
        foreach (var state in states)
        {
            await _app.PublishAsync(resource, state);
        }

        var seen = new List<string?>();
        while (seen.Count < states.Length && await watch.MoveNextAsync())
        {
            seen.Add(watch.Current.Snapshot.State?.Text);
        }

        Assert.Equal(states, seen);
    }

    [Fact]
    public async Task Concurrent_publishers_lose_no_change()
    {
        var resource = _app.Add("api");
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => _app.Notifications.PublishUpdateAsync(
            resource, s => s with { Properties = s.Properties.SetResourceProperty($"p{i}", i) }))));

        Assert.True(_app.Notifications.TryGetCurrentState("api", out var current));
        Assert.Equal(200, current.Snapshot.Properties.Length);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_not_passed_on()
    {
        var resource = _app.Add("api");
        await _app.PublishAsync(resource, "Running", s => s with { Properties = [new("args", new[] { "a", "b" })] });
        using var subscription = _app.Notifications.Subscribe();

        await _app.PublishAsync(resource, "Running", s => s with { Properties = [new("args", new[] { "a", "b" })] });
        await _app.PublishAsync(resource, "Running", s => s with { Properties = [new("args", new[] { "a", "c" })] });

        Assert.True(subscription.Changes.TryRead(out var change));
        Assert.Equal(new[] { "a", "c" }, change.Snapshot.Properties[0].Value);
        Assert.False(subscription.Changes.TryRead(out _));
    }

    [Fact]
    public async Task Every_replica_has_a_state_of_its_own()
    {
        var resource = _app.Add("api");
        resource.Annotations.Add(new ResourceInstancesAnnotation(["api-1", "api-2"]));
        await _app.PublishAsync(resource, "Starting");
        await _app.Notifications.PublishUpdateAsync(resource, "api-2", s => s with { State = "Running" });

        Assert.True(_app.Notifications.TryGetCurrentState("api-1", out var first));
        Assert.True(_app.Notifications.TryGetCurrentState("API-2", out var second));
        Assert.Equal(("Starting", "Running"), (first.Snapshot.State?.Text, second.Snapshot.State?.Text));
        Assert.False(_app.Notifications.TryGetCurrentState("api", out _));
    }

    [Fact]
    public async Task An_id_of_another_resource_is_refused()
    {
        await _app.PublishAsync(new TestResource("api"), "Running");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _app.PublishAsync(new TestResource("api"), "Running"));
        Assert.Contains("'api'", error.Message);
    }

    [Theory]
    [InlineData("Starting", new[] { HealthStatus.Healthy }, null)]
    [InlineData("Running", new HealthStatus[0], HealthStatus.Healthy)]
    [InlineData("Running", new[] { HealthStatus.Healthy, HealthStatus.Degraded }, HealthStatus.Degraded)]
    [InlineData("Running", new[] { HealthStatus.Healthy, HealthStatus.Unhealthy }, HealthStatus.Unhealthy)]
    public void Health_is_that_of_the_worst_report_while_running(string state, HealthStatus[] reports, HealthStatus? expected)
    {
        var snapshot = new CustomResourceSnapshot { ResourceType = "Test", Properties = [], State = state }
            .WithHealthReports([.. reports.Select((status, i) => new HealthReportSnapshot($"check{i}", status, null, null))]);
        Assert.Equal(expected, snapshot.HealthStatus);
    }

    [Fact]
    public void A_check_that_has_not_run_yet_counts_as_unhealthy()
    {
        var snapshot = new CustomResourceSnapshot { ResourceType = "Test", Properties = [], State = "Running" }
            .WithHealthReports([new("ready", null, null, null)]);
        Assert.Equal(HealthStatus.Unhealthy, snapshot.HealthStatus);
    }
}
