using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Hosting.Backchannel;

namespace Platform.Hosting.Tests.Backchannel;

/// <summary>What the aspire CLI asks a running AppHost, over the socket where it looks for one.</summary>
public sealed class AuxiliaryBackchannelTests : IAsyncLifetime
{
    private const string Secret = "hunter2-hunter2";

    private readonly DistributedApplication _app;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}", "AppHost.csproj");
    private readonly IResource _web;
    private readonly IResource _child;
    private readonly IResource _password;
    private readonly Backchannels _backchannels;
    private RpcClient? _client;

    public AuxiliaryBackchannelTests()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        builder.Configuration["AppHost:Path"] = _path;
        _password = builder.AddParameter("password", Secret, secret: true).Resource;
        _web = builder.AddExecutable("web", "true", ".").WithCommand(
            "greet",
            "Greet",
            context => Task.FromResult(CommandResults.Success("Done.", $"Hello {context.Arguments["name"].Value}")),
            new CommandOptions { Arguments = [new InteractionInput { Name = "name", InputType = InputType.Text, Required = true }] }).Resource;
        _child = builder.AddExecutable("child", "true", ".").WithParentRelationship(_web).Resource;
        _app = builder.Build();
        _backchannels = _app.Services.GetServices<IHostedService>().OfType<Backchannels>().Single();
    }

    private ResourceNotificationService Notifications => _app.Services.GetRequiredService<ResourceNotificationService>();

    private RpcClient Client => _client ?? throw new InvalidOperationException("Not connected.");

    public async ValueTask InitializeAsync()
    {
        await _backchannels.StartAsync(CancellationToken.None);
        _client = new RpcClient(Directory.GetFiles(AppHostSocketName.Folder).Single(
            file => AppHostSocketName.FindPid(Path.GetFileName(file), _path) == Environment.ProcessId));
    }

    public async ValueTask DisposeAsync()
    {
        // Without a stop before: the socket goes also then.
        await _app.DisposeAsync();
        Assert.DoesNotContain(Directory.GetFiles(AppHostSocketName.Folder), file => AppHostSocketName.FindPid(Path.GetFileName(file), _path) is not null);
        await Client.DisposeAsync();
    }

    [Fact]
    public async Task It_tells_which_AppHost_it_is()
    {
        var information = await ResultAsync("GetAppHostInformationAsync");

        Assert.Equal(_path, information.GetProperty("appHostPath").GetString());
        Assert.Equal(Environment.ProcessId, information.GetProperty("processId").GetInt32());
    }

    [Fact]
    public async Task Resources_are_described_without_secrets()
    {
        await PublishAsync(s => s with
        {
            State = KnownResourceStates.Running,
            EnvironmentVariables = [new("PASSWORD", Secret, true), new("CONNECTION", $"Host=x;Password={Secret}", true), new("PLAIN", "yes", true)],
            Properties = [new("token", Secret) { IsSensitive = true }, new("count", 3)],
            Urls = [new("http", "http://localhost:1", IsInternal: false), new("old", "http://localhost:2", IsInternal: false) { IsInactive = true }],
        });

        var resource = Assert.Single((await ResultAsync("GetResourcesAsync", new { filter = "web", clientCapabilities = new[] { "aux.v3" } })).GetProperty("resources").EnumerateArray());

        Assert.Equal("Running", resource.GetProperty("state").GetString());
        Assert.Equal("Executable", resource.GetProperty("resourceType").GetString());
        Assert.Equal("http://localhost:1", Assert.Single(resource.GetProperty("urls").EnumerateArray()).GetProperty("url").GetString());
        Assert.Equal(3, resource.GetProperty("properties").GetProperty("count").GetInt32());
        Assert.Contains("Host=x;Password=***", resource.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, resource.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_are_passed_on_as_they_come()
    {
        var token = (await ResultAsync("WatchResourcesAsync", new { filter = "web" })).GetProperty("token").GetInt64();
        await PublishAsync(s => s with { State = KnownResourceStates.Starting });
        await NextStateAsync(token, KnownResourceStates.Starting);

        await PublishAsync(s => s with { State = KnownResourceStates.Running });

        await NextStateAsync(token, KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_wait_ends_when_the_state_is_there()
    {
        await Client.SendAsync("WaitForResourceAsync", new { resourceName = "web", status = "up" });

        await PublishAsync(s => s with { State = KnownResourceStates.Running });

        var result = (await Client.ReadAsync()).GetProperty("result");
        Assert.True(result.GetProperty("success").GetBoolean(), result.GetRawText());
        Assert.Equal("Running", result.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("nobody", "up", "resourceNotFound")]
    [InlineData("web", "down", "timedOut")]
    public async Task A_wait_that_cannot_end_says_why(string name, string status, string reason)
    {
        var result = await ResultAsync("WaitForResourceAsync", new { resourceName = name, status, timeoutSeconds = 0 });

        Assert.False(result.GetProperty("success").GetBoolean());
        Assert.True(result.GetProperty(reason).GetBoolean(), result.GetRawText());
    }

    [Fact]
    public async Task Logs_are_searched_and_cut_to_their_last_lines()
    {
        var logger = _app.Services.GetRequiredService<ResourceLoggerService>().GetLogger("web");
        for (var i = 1; i <= 9; i++)
        {
            Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(logger, i % 2 == 0 ? "even {Number}" : "odd {Number}", i);
        }

        await PublishAsync(s => s with { State = KnownResourceStates.Running });
        var token = (await ResultAsync("GetConsoleLogBatchesAsync", new { resourceName = "web", search = "EVEN", tail = 2 })).GetProperty("token").GetInt64();
        var next = await ResultAsync("$/enumerator/next", token);

        var lines = next.GetProperty("values").EnumerateArray().SelectMany(batch => batch.GetProperty("lines").EnumerateArray())
            .Select(line => line.GetProperty("content").GetString()!);
        Assert.Collection(lines, line => Assert.EndsWith("even 6", line, StringComparison.Ordinal), line => Assert.EndsWith("even 8", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("web")]
    [InlineData(null)]
    public async Task Logs_can_be_read_by_their_older_name_which_an_export_still_uses(string? resource)
    {
        var logger = _app.Services.GetRequiredService<ResourceLoggerService>().GetLogger("web");
        Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(logger, "Hello");
        await PublishAsync(s => s with { State = KnownResourceStates.Running });

        var token = (await ResultAsync("GetResourceLogsAsync", resource, false)).GetProperty("token").GetInt64();
        var next = await ResultAsync("$/enumerator/next", token);

        var line = Assert.Single(next.GetProperty("values").EnumerateArray());
        Assert.Equal("web", line.GetProperty("resourceName").GetString());
        Assert.EndsWith("Hello", line.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_names_the_parent_and_where_a_parameter_comes_from()
    {
        await Notifications.PublishUpdateAsync(_child, s => s with { State = KnownResourceStates.Running });
        await Notifications.PublishUpdateAsync(_password, s => s with { State = KnownResourceStates.Running });

        var resources = (await ResultAsync("GetResourcesAsync", new { clientCapabilities = new[] { "aux.v3" } })).GetProperty("resources").EnumerateArray()
            .ToDictionary(resource => resource.GetProperty("name").GetString()!, resource => resource.GetProperty("properties"));

        Assert.Equal("web", resources["child"].GetProperty("resource.parentName").GetString());
        Assert.Equal("Parameters:password", resources["password"].GetProperty("resource.source").GetString());
        Assert.False(resources.GetValueOrDefault("web") is { ValueKind: JsonValueKind.Object } web && web.TryGetProperty("resource.parentName", out _));
    }

    [Fact]
    public async Task A_command_runs_with_arguments_by_name_or_in_order()
    {
        await PublishAsync(s => s with { State = KnownResourceStates.Running });

        var byName = await ResultAsync("ExecuteResourceCommandAsync", new { resourceName = "web", commandName = "greet", arguments = new { name = "Ada" } });
        var inOrder = await ResultAsync("ExecuteResourceCommandAsync", new { resourceName = "web", commandName = "greet", arguments = new[] { "Grace" } });
        var missing = await ResultAsync("ExecuteResourceCommandAsync", new { resourceName = "web", commandName = "greet" });

        Assert.Equal("Hello Ada", byName.GetProperty("value").GetProperty("value").GetString());
        Assert.Equal("Hello Grace", inOrder.GetProperty("value").GetProperty("value").GetString());
        Assert.Equal("name", Assert.Single(missing.GetProperty("validationErrors").EnumerateArray()).GetProperty("argumentName").GetString());
    }

    [Fact]
    public async Task The_application_is_asked_to_stop()
    {
        var stopping = new TaskCompletionSource();
        using var registration = _app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);

        await ResultAsync("StopAsync");

        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => Notifications.PublishUpdateAsync(_web, change);

    private async Task<JsonElement> ResultAsync(string method, params object?[] arguments)
    {
        var answer = await Client.CallAsync(method, arguments);
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException(answer.GetRawText());
    }

    private async Task NextStateAsync(long token, string state)
    {
        while (true)
        {
            var values = (await ResultAsync("$/enumerator/next", token)).GetProperty("values").EnumerateArray();
            if (values.Any(value => value.GetProperty("state").GetString() == state))
            {
                return;
            }
        }
    }
}
