using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Notifications;
using V1 = Platform.Hosting.Dashboard.V1;

namespace Platform.Hosting.Tests.Dashboard;

public sealed class ResourceServiceTests : IAsyncDisposable
{
    private readonly ResourceServer _server = new();

    private TestApplication App => _server.App;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_watch_begins_with_all_resources_and_continues_with_changes()
    {
        var api = App.Add("api");
        await App.PublishAsync(api, "Starting");
        using var call = await WatchAsync();
        Assert.Equal("api:Starting", Assert.Single((await ReadInitialAsync(call)).Select(r => $"{r.Name}:{r.State}")));

        await App.PublishAsync(api, "Running");
        await App.PublishAsync(App.Add("redis"), "Running");
        var states = new Dictionary<string, string>();
        while (states.Count < 2)
        {
            foreach (var change in (await call.ReadAsync(V1.WatchResourcesUpdate.Parser))!.Changes.Value)
            {
                states[change.Upsert.Name] = change.Upsert.State;
            }
        }

        Assert.Equal(("Running", "Running"), (states["api"], states["redis"]));
    }

    [Fact]
    public async Task Many_changes_become_few_messages_and_the_last_state_arrives()
    {
        var api = App.Add("api");
        await App.PublishAsync(api, "0");
        using var call = await WatchAsync();
        await ReadInitialAsync(call);
        for (var i = 1; i <= 5000; i++)
        {
            await App.PublishAsync(api, $"{i}");
        }

        var messages = 0;
        string state;
        do
        {
            var update = (await call.ReadAsync(V1.WatchResourcesUpdate.Parser))!;
            messages++;
            state = Assert.Single(update.Changes.Value).Upsert.State;
        }
        while (state != "5000");
        Assert.InRange(messages, 1, 4999);
    }

    [Fact]
    public async Task A_resource_arrives_whole()
    {
        var started = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var api = App.Add("api");
        await App.PublishAsync(api, "Running", s => (s with
        {
            ResourceType = "Project",
            State = new("Running", "success"),
            StartTimeStamp = started,
            IsHidden = true,
            IconName = "Globe",
            IconVariant = IconVariant.Filled,
            Urls = [new("http", "http://localhost:8080", false) { DisplayProperties = new("API", 3) }],
            EnvironmentVariables = [new("A", "b", true)],
            Relationships = [new("postgres", "Reference")],
            Volumes = [new("data", "/data", "volume", true)],
            Properties = [new("executable.pid", 42), new("resource.appArgs", new[] { "a", "b" }), new("Value", "hush") { IsSensitive = true }],
        }).WithHealthReports([new("ready", HealthStatus.Degraded, "slow", null) { LastRunAt = started }]));

        using var call = await WatchAsync();
        var resource = Assert.Single(await ReadInitialAsync(call));
        Assert.Equal(("api", "api", "Project", "success"), (resource.Uid, resource.DisplayName, resource.ResourceType, resource.StateStyle));
        Assert.Equal((true, "Globe", V1.IconVariant.Filled), (resource.IsHidden, resource.IconName, resource.IconVariant));
        Assert.Equal(Timestamp.FromDateTime(started), resource.StartedAt);
        Assert.Equal(new V1.Url { EndpointName = "http", FullUrl = "http://localhost:8080", DisplayProperties = new() { DisplayName = "API", SortOrder = 3 } }, Assert.Single(resource.Urls));
        Assert.Equal(new V1.EnvironmentVariable { Name = "A", Value = "b", IsFromSpec = true }, Assert.Single(resource.Environment));
        Assert.Equal(new V1.ResourceRelationship { ResourceName = "postgres", Type = "Reference" }, Assert.Single(resource.Relationships));
        Assert.Equal(new V1.Volume { Source = "data", Target = "/data", MountType = "volume", IsReadOnly = true }, Assert.Single(resource.Volumes));
        Assert.Equal(
            new V1.HealthReport { Key = "ready", Status = V1.HealthStatus.Degraded, Description = "slow", LastRunAt = Timestamp.FromDateTime(started) },
            Assert.Single(resource.HealthReports));

        var properties = resource.Properties.ToDictionary(p => p.Name);
        Assert.Equal(Value.ForNumber(42), properties["executable.pid"].Value);
        Assert.Equal(Value.ForList(Value.ForString("a"), Value.ForString("b")), properties["resource.appArgs"].Value);
        Assert.Equal("Degraded", properties["resource.healthState"].Value.StringValue);
        Assert.Equal(["Value"], resource.Properties.Where(p => p.IsSensitive).Select(p => p.Name));
    }

    [Fact]
    public async Task A_child_names_the_instance_of_its_parent()
    {
        var server = App.Add("postgres");
        server.Annotations.Add(new ResourceInstancesAnnotation(["postgres-abc"]));
        var database = App.Add("shopdb");
        database.Annotations.Add(new ResourceRelationshipAnnotation(server, "Parent"));
        await App.PublishAsync(database, "Running");

        using var call = await WatchAsync();
        var properties = Assert.Single(await ReadInitialAsync(call)).Properties.ToDictionary(p => p.Name);
        Assert.Equal("postgres-abc", properties["resource.parentName"].Value.StringValue);
    }

    [Fact]
    public async Task Commands_that_are_not_for_people_are_not_sent()
    {
        var api = App.Add("api");
        api.Annotations.Add(Command("shown", _ => CommandResults.Success()));
        api.Annotations.Add(Command("for-programs", _ => CommandResults.Success(), ResourceCommandVisibility.Api));
        await App.PublishAsync(api, "Running");

        using var call = await WatchAsync();
        Assert.Equal(["shown"], Assert.Single(await ReadInitialAsync(call)).Commands.Select(c => c.Name));
    }

    [Fact]
    public async Task A_command_gets_its_arguments_and_its_result_comes_back()
    {
        var api = App.Add("api");
        api.Annotations.Add(Command(
            "seed",
            context => CommandResults.Success(
                "done", $"{context.Arguments.GetInt32("scale")} {context.Arguments.GetBoolean("force")}", CommandResultFormat.Markdown, displayImmediately: true),
            inputs: [new() { Name = "scale", InputType = InputType.Number }, new() { Name = "force", InputType = InputType.Boolean }]));
        await App.PublishAsync(api, "Running");

        var response = await ExecuteAsync("seed", ("scale", Value.ForNumber(3)), ("force", Value.ForBool(true)));
        Assert.Equal((V1.ResourceCommandResponseKind.Succeeded, "done"), (response.Kind, response.Message));
        Assert.Equal(
            new V1.ResourceCommandResult { Value = "3 True", Format = V1.CommandResultFormat.Markdown, DisplayImmediately = true }, response.Result);

        response = await ExecuteAsync("seed", ("scale", Value.ForString("many")));
        Assert.Equal(V1.ResourceCommandResponseKind.InvalidArguments, response.Kind);
        Assert.Contains("scale: Value must be a valid number.", response.Message);
    }

    [Fact]
    public async Task A_command_that_fails_or_does_not_exist_says_so()
    {
        var api = App.Add("api");
        api.Annotations.Add(Command("break", _ => throw new InvalidOperationException("no disk")));
        await App.PublishAsync(api, "Running");

        var response = await ExecuteAsync("break");
        Assert.Equal((V1.ResourceCommandResponseKind.Failed, "no disk"), (response.Kind, response.Message));
        response = await ExecuteAsync("other");
        Assert.Equal((V1.ResourceCommandResponseKind.Failed, "Command 'other' not available for resource 'api'."), (response.Kind, response.Message));
    }

    [Fact]
    public async Task Lines_greater_than_a_message_are_cut_and_many_lines_are_split()
    {
        var logger = App.Loggers.GetLogger("api");
        logger.LogInformation("{Text}", new string('x', 3 * 1024 * 1024));
        for (var i = 0; i < 5; i++)
        {
            logger.LogError("{Text}", new string('y', 1024 * 1024));
        }

        using var call = await _server.Client.StartAsync(
            $"{ResourceServer.Service}WatchResourceConsoleLogs",
            GrpcClient.Frame(new V1.WatchResourceConsoleLogsRequest { ResourceName = "api", SuppressFollow = true }));
        var lines = new List<V1.ConsoleLogLine>();
        while (await call.ReadAsync(V1.WatchResourceConsoleLogsUpdate.Parser) is { } update)
        {
            lines.AddRange(update.LogLines);
        }

        Assert.Equal([1, 2, 3, 4, 5, 6], lines.Select(line => line.LineNumber));
        Assert.Equal([false, true, true, true, true, true], lines.Select(line => line.IsStdErr));
        Assert.Equal(2 * 1024 * 1024, lines[0].Text.Length);
    }

    private static ResourceCommandAnnotation Command(
        string name,
        Func<ExecuteCommandContext, ExecuteCommandResult> run,
        ResourceCommandVisibility visibility = ResourceCommandVisibility.UI | ResourceCommandVisibility.Api,
        IReadOnlyList<InteractionInput>? inputs = null) =>
        new(name, name, _ => ResourceCommandState.Enabled, c => Task.FromResult(run(c)), null, inputs, null, null, null, false, visibility);

    private Task<GrpcClient.Call> WatchAsync() =>
        _server.Client.StartAsync($"{ResourceServer.Service}WatchResources", GrpcClient.Frame(new V1.WatchResourcesRequest()));

    private static async Task<IReadOnlyList<V1.Resource>> ReadInitialAsync(GrpcClient.Call call) =>
        (await call.ReadAsync(V1.WatchResourcesUpdate.Parser))!.InitialData.Resources;

    private async Task<V1.ResourceCommandResponse> ExecuteAsync(string command, params (string Name, Value Value)[] arguments)
    {
        var request = new V1.ResourceCommandRequest { ResourceName = "api", CommandName = command, NonInteractive = true };
        foreach (var (name, value) in arguments)
        {
            request.Arguments[name] = value;
        }

        using var call = await _server.Client.StartAsync($"{ResourceServer.Service}ExecuteResourceCommand", GrpcClient.Frame(request));
        return (await call.ReadAsync(V1.ResourceCommandResponse.Parser))!;
    }
}
