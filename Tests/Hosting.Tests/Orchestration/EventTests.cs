using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Tests.ApplicationModel;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Orchestration;

public class EventTests
{
    [Fact]
    public async Task The_events_of_a_resource_come_in_their_order()
    {
        var events = new ConcurrentQueue<string>();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.OnBeforeStart((_, _) => Note("before start"));
            builder.Eventing.Subscribe<AfterResourcesCreatedEvent>((_, _) => Note("after resources created"));
            builder.AddSleeper("tool").WithHttpEndpoint()
                .OnResourceEndpointsAllocated((tool, _, _) => Note($"endpoints allocated {tool.GetEndpoint("http").IsAllocated}"))
                .OnBeforeResourceStarted((_, _, _) => Note("before resource started"))
                .OnResourceReady((_, _, _) => Note("ready"))
                .OnResourceStopped((_, e, _) => Note($"stopped {e.ResourceEvent.Snapshot.State?.Text}"));
        });
        await application.UntilAsync("tool", s => s.ResourceReadyEvent is not null);
        await Engine.UntilAsync(() => events.Contains("ready"));
        await application.CommandAsync("tool", KnownResourceCommands.StopCommand);
        await Engine.UntilAsync(() => events.Any(e => e.StartsWith("stopped", StringComparison.Ordinal)));

        // Nobody waits for the resource, so it may be ready before all others are created.
        string[] expected = ["before start", "endpoints allocated True", "before resource started", "ready", "stopped Finished"];
        Assert.Equal(string.Join('|', expected), string.Join('|', events.Where(e => e != "after resources created")));
        Assert.InRange(Array.IndexOf([.. events], "after resources created"), 3, 4);

        Task Note(string what)
        {
            events.Enqueue(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_connection_string_is_announced_with_its_parts_before_the_program_starts()
    {
        var events = new ConcurrentQueue<string>();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var server = builder.AddSleeper("server").OnBeforeResourceStarted((_, _, _) => Note("starting"));
            builder.AddResource(new DatabaseResource("database", server.Resource)).OnConnectionStringAvailable((_, _, _) => Note("database"));
        });

        Assert.Equal(["database", "starting"], events);
        var shown = (await application.UntilAsync("database", s => s.Properties.Any(p => p.Name == "resource.connectionString"))).Snapshot.Properties.Single(p => p.Name == "resource.connectionString");
        Assert.Equal(("Database=database", true), (shown.Value, shown.IsSensitive));

        Task Note(string what)
        {
            events.Enqueue(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Whoever_waits_for_a_resource_waits_for_its_ready_subscribers()
    {
        var ready = new TaskCompletionSource();
        await using var application = EngineApplication.Build(builder =>
        {
            var database = builder.AddSleeper("database").OnResourceReady((_, _, _) => ready.Task);
            builder.AddSleeper("api").WaitFor(database);
        });
        var starting = application.App.StartAsync(Engine.Bound());
        await application.UntilAsync("database", s => s.ResourceReadyEvent is not null);
        Assert.Empty(application.Pids("api"));

        ready.SetResult();
        await starting;

        await application.UntilAsync("api", KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_failing_subscriber_fails_what_it_belongs_to_and_nothing_else()
    {
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.AddSleeper("one").OnBeforeResourceStarted((_, _, _) => throw new InvalidOperationException("not today"));
            var two = builder.AddSleeper("two").OnResourceReady((_, _, _) => throw new InvalidOperationException("not ready"));
            builder.AddSleeper("three").WaitFor(two);
            builder.AddSleeper("four");
        });

        await application.UntilAsync("one", KnownResourceStates.FailedToStart);
        await application.UntilAsync("two", KnownResourceStates.Running);
        await application.UntilAsync("three", KnownResourceStates.FailedToStart);
        await application.UntilAsync("four", KnownResourceStates.Running);
        await application.LogUntilAsync("one", l => l.Contains("not today", StringComparison.Ordinal));
        await application.LogUntilAsync("two", l => l.Contains("not ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Urls_come_from_endpoints_and_from_what_the_model_adds()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddSleeper("tool").WithHttpEndpoint()
            .WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ("/docs", "Docs"))
            .WithUrlForEndpoint("http", _ => new() { Url = "/more", DisplayLocation = UrlDisplayLocation.DetailsOnly })
            .WithUrl("https://example.org/x", "Outside")
            .WithUrl($"{builder.CreateResourceBuilder<ExecutableResource>("tool").GetEndpoint("http")}/deep")
            .WithUrlForEndpoint("missing", _ => throw new InvalidOperationException("There is no such endpoint.")));
        var snapshot = (await application.UntilAsync("tool", s => s.State?.Text == KnownResourceStates.Running && s.Urls.Length is 4)).Snapshot;
        var address = application.Endpoint("tool").Url;

        Assert.Equal(
            [($"{address}/docs", "Docs", false), ("https://example.org/x", "Outside", false), ($"{address}/more", "", true), ($"{address}/deep", "", false)],
            snapshot.Urls.Select(u => (u.Url, u.DisplayProperties.DisplayName, u.IsInternal)));
        Assert.All(snapshot.Urls, url => Assert.False(url.IsInactive));
    }

    [Fact]
    public async Task A_path_is_added_to_the_urls_that_there_are()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddSleeper("tool").WithHttpEndpoint().WithUrl("/swagger", "API"));

        var url = Assert.Single((await application.UntilAsync("tool", s => s.Urls.Length is 1)).Snapshot.Urls);

        Assert.Equal(($"{application.Endpoint("tool").Url}/swagger", "API"), (url.Url, url.DisplayProperties.DisplayName));
    }
}
