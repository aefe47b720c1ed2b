using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Tests.Commands;

public sealed class CommandTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_command_follows_the_state_of_its_resource()
    {
        var api = _app.Add("api");
        api.Annotations.Add(Command(
            "seed", _ => CommandResults.Success(),
            updateState: c => c.ResourceSnapshot.State?.Text == "Running" ? ResourceCommandState.Enabled : ResourceCommandState.Disabled));

        await _app.PublishAsync(api, "Starting");
        Assert.Equal(ResourceCommandState.Disabled, StateOf("api", "seed"));
        await _app.PublishAsync(api, "Running");
        Assert.Equal(ResourceCommandState.Enabled, StateOf("api", "seed"));
    }

    [Fact]
    public async Task A_command_runs_by_resource_name_and_logs_to_the_resource()
    {
        var api = _app.Add("api");
        api.Annotations.Add(Command("seed", c => CommandResults.Success($"seeded {c.ResourceName}")));
        await _app.PublishAsync(api, "Running");

        var result = await _app.Commands.ExecuteCommandAsync("api", "seed", TestTimeout.Token);
        Assert.Equal((true, "seeded api"), (result.Success, result.Message));

        var log = new List<string>();
        await foreach (var lines in _app.Loggers.GetAllAsync("api"))
        {
            log.AddRange(lines.Select(line => line.Content));
        }

        Assert.EndsWith("Executing command 'seed'.", log[0]);
        Assert.EndsWith("Successfully executed command 'seed'.", log[1]);
    }

    [Fact]
    public async Task On_a_replicated_resource_a_command_runs_on_every_replica_and_failures_are_named()
    {
        var api = _app.Add("api");
        api.Annotations.Add(new ResourceInstancesAnnotation(["api-1", "api-2", "api-3"]));
        api.Annotations.Add(Command("seed", c => c.ResourceName == "api-2" ? CommandResults.Failure("full") : CommandResults.Success()));

        var result = await _app.Commands.ExecuteCommandAsync(api, "seed", TestTimeout.Token);
        Assert.False(result.Success);
        Assert.Equal($"1 command executions failed.{Environment.NewLine}Resource 'api-2' failed with error message: full", result.Message);
    }

    [Fact]
    public async Task A_command_that_throws_fails_and_one_that_is_cancelled_is_cancelled()
    {
        var api = _app.Add("api");
        api.Annotations.Add(Command("throw", _ => throw new InvalidOperationException("no")));
        api.Annotations.Add(Command("cancel", _ => throw new OperationCanceledException()));

        var failed = await _app.Commands.ExecuteCommandAsync(api, "throw", TestTimeout.Token);
        var cancelled = await _app.Commands.ExecuteCommandAsync(api, "cancel", TestTimeout.Token);
        Assert.Equal((false, false, "no"), (failed.Success, failed.Canceled, failed.Message));
        Assert.Equal((false, true), (cancelled.Success, cancelled.Canceled));
    }

    [Fact]
    public async Task An_unknown_resource_or_command_is_a_failure()
    {
        await _app.PublishAsync(_app.Add("api"), "Running");
        Assert.Equal("Resource 'apo' not found.", (await _app.Commands.ExecuteCommandAsync("apo", "seed", TestTimeout.Token)).Message);
        Assert.Equal(
            "Command 'seed' not available for resource 'api'.", (await _app.Commands.ExecuteCommandAsync("api", "seed", TestTimeout.Token)).Message);
    }

    [Fact]
    public async Task Arguments_take_defaults_are_checked_and_reach_the_command()
    {
        var api = _app.Add("api");
        api.Annotations.Add(Command(
            "seed",
            c => CommandResults.Success(string.Join(",", c.Arguments.Select(a => a.Value))),
            arguments:
            [
                new() { Name = "scale", InputType = InputType.Number, Required = true },
                new() { Name = "size", InputType = InputType.Choice, Options = [new("s", "small"), new("l", "large")], Value = "s" },
                new() { Name = "fixed", InputType = InputType.Text, Value = "x", Disabled = true },
            ]));

        Assert.Equal("3,s,x", (await RunAsync(api, ("Scale", " 3 "))).Message);
        Assert.Equal("3,l,x", (await RunAsync(api, ("scale", "3"), ("size", "l"))).Message);
        Assert.Contains("scale: Value is required.", (await RunAsync(api)).Message);
        Assert.Contains("scale: Value must be a valid number.", (await RunAsync(api, ("scale", "three"))).Message);
        Assert.Contains("size: Value must be one of the provided options.", (await RunAsync(api, ("scale", "3"), ("size", "m"))).Message);
        Assert.StartsWith("Unknown arguments for command 'seed': 'skale'.", (await RunAsync(api, ("skale", "3"))).Message);
        Assert.StartsWith("Disabled arguments of command 'seed' cannot be set: 'fixed'.", (await RunAsync(api, ("fixed", "y"))).Message);
    }

    [Fact]
    public async Task Own_validation_runs_after_the_built_in_one()
    {
        var api = _app.Add("api");
        api.Annotations.Add(new ResourceCommandAnnotation(
            "seed", "Seed", _ => ResourceCommandState.Enabled, _ => Task.FromResult(CommandResults.Success()), null,
            [new() { Name = "scale", InputType = InputType.Number }], null, null, null, false,
            validateArguments: context =>
            {
                if (context.Inputs.GetDouble("scale") > 100)
                {
                    context.AddValidationError("scale", "At most 100.");
                }

                return Task.CompletedTask;
            }));

        Assert.True((await RunAsync(api, ("scale", "100"))).Success);
        var refused = await RunAsync(api, ("scale", "101"));
        Assert.Equal("Command argument validation failed. scale: At most 100.", refused.Message);
        Assert.Equal(["At most 100."], refused.InvalidArguments!["scale"].ValidationErrors);
    }

    [Fact]
    public async Task A_command_that_a_program_runs_cannot_ask()
    {
        var api = _app.Add("api");
        api.Annotations.Add(Command("ask", _ => CommandResults.Success($"{_app.Interactions.IsAvailable}")));
        Assert.True(_app.Interactions.IsAvailable);
        Assert.Equal("False", (await _app.Commands.ExecuteCommandAsync(api, "ask", TestTimeout.Token)).Message);
        Assert.True(_app.Interactions.IsAvailable);
    }

    [Theory]
    [InlineData(HttpCommandResultMode.None, HttpStatusCode.OK, "application/json", true, null)]
    [InlineData(HttpCommandResultMode.Auto, HttpStatusCode.OK, "application/json", true, CommandResultFormat.Json)]
    [InlineData(HttpCommandResultMode.Auto, HttpStatusCode.OK, "text/plain", true, CommandResultFormat.Text)]
    [InlineData(HttpCommandResultMode.Auto, HttpStatusCode.OK, "image/png", true, null)]
    [InlineData(HttpCommandResultMode.Json, HttpStatusCode.Conflict, "text/plain", false, CommandResultFormat.Json)]
    public async Task An_http_command_sends_a_request_and_turns_the_response_into_a_result(
        HttpCommandResultMode mode, HttpStatusCode status, string contentType, bool success, CommandResultFormat? format)
    {
        await using var server = await HttpResponder.StartAsync(status, contentType, "{}");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        var api = builder.AddExecutable("api", "api", ".").WithHttpEndpoint(port: server.Port, isProxied: false);
        api.WithHttpCommand("/seed?scale=3", "Seed", commandName: "seed", commandOptions: new() { ResultMode = mode });
        var endpoint = api.Resource.Annotations.OfType<EndpointAnnotation>().Single();
        endpoint.AllocatedEndpoint = new(endpoint, "localhost", server.Port);

        await using var app = builder.Build();
        var result = await app.ResourceCommands.ExecuteCommandAsync(api.Resource, "seed", TestTimeout.Token);

        Assert.Equal("POST /seed?scale=3", server.LastRequest);
        Assert.Equal((success, format), (result.Success, result.Data?.Format));
        Assert.Equal(success ? null : "Request failed with status code 409 (Conflict)", result.Message);
    }

    [Fact]
    public void An_http_command_needs_an_http_endpoint()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        var api = builder.AddExecutable("api", "api", ".").WithEndpoint(name: "tcp", scheme: "tcp");
        Assert.Contains("no endpoint was found", Assert.Throws<DistributedApplicationException>(() => api.WithHttpCommand("/", "x")).Message);
        Assert.Contains("is not an HTTP endpoint", Assert.Throws<DistributedApplicationException>(() => api.WithHttpCommand("/", "x", "tcp")).Message);
    }

    [Fact]
    public void A_command_of_the_same_name_is_replaced_and_arguments_of_the_same_name_are_refused()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        var api = builder.AddExecutable("api", "api", ".")
            .WithCommand("seed", "Seed", _ => Task.FromResult(CommandResults.Success()))
            .WithCommand("seed", "Seed again", _ => Task.FromResult(CommandResults.Success()));
        Assert.Equal("Seed again", Assert.Single(api.Resource.Annotations.OfType<ResourceCommandAnnotation>()).DisplayName);

        var twice = new CommandOptions { Arguments = [new() { Name = "a", InputType = InputType.Text }, new() { Name = "A", InputType = InputType.Text }] };
        Assert.Throws<InvalidOperationException>(() => api.WithCommand("other", "Other", _ => Task.FromResult(CommandResults.Success()), twice));
    }

    private static ResourceCommandAnnotation Command(
        string name,
        Func<ExecuteCommandContext, ExecuteCommandResult> run,
        Func<UpdateCommandStateContext, ResourceCommandState>? updateState = null,
        IReadOnlyList<InteractionInput>? arguments = null) =>
        new(name, name, updateState ?? (_ => ResourceCommandState.Enabled), c => Task.FromResult(run(c)), null, arguments, null, null, null, false);

    private Task<ExecuteCommandResult> RunAsync(TestResource resource, params (string Name, string Value)[] arguments) =>
        _app.Commands.ExecuteCommandAsync(
            resource,
            "seed",
            new InteractionInputCollection([.. arguments.Select(a => new InteractionInput { Name = a.Name, InputType = InputType.Text, Value = a.Value })]),
            TestTimeout.Token);

    private ResourceCommandState StateOf(string resource, string command)
    {
        Assert.True(_app.Notifications.TryGetCurrentState(resource, out var current));
        return current.Snapshot.Commands.Single(c => c.Name == command).State;
    }
}
