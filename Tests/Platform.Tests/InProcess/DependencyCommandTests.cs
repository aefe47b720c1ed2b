namespace Platform.Tests.InProcess;

/// <summary>Starting with what is needed and stopping with what needs it, in an environment of the smallest profile.</summary>
public sealed class DependencyCommandTests : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication _app = null!;

    public async ValueTask InitializeAsync() => (_builder, _app) = await ShopFixture.StartAsync(configure: null, "--Platform:Profile=minimal");

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _builder!.DisposeAsync();
    }

    [Fact]
    public async Task Resources_are_started_and_stopped_with_their_neighbours_in_order()
    {
        // The smallest profile serves without the storage, which starts when it is asked for or needed.
        Assert.Equal(KnownResourceStates.NotStarted, await StateAsync(ResourceNames.Storage));
        using (var api = _app.CreateHttpClient(ResourceNames.Api))
        {
            Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
        }

        Assert.Equal("Stopped api, redis.", await RunAsync(ResourceNames.Redis, "stop-with-dependents"));
        Assert.Equal(KnownResourceStates.Running, await StateAsync(ResourceNames.Postgres));

        var started = await RunAsync(ResourceNames.Api, "start-with-dependencies");
        Assert.StartsWith("Started ", started, StringComparison.Ordinal);
        Assert.EndsWith(", api.", started, StringComparison.Ordinal);
        Assert.Contains("redis", started, StringComparison.Ordinal);
        Assert.Contains("storage", started, StringComparison.Ordinal);
        Assert.Equal("It runs already.", await RunAsync(ResourceNames.Api, "start-with-dependencies"));

        // The migrations have run; they need not run again.
        Assert.Equal("Restarted postgres, api.", await RunAsync(ResourceNames.Postgres, "restart-with-dependents"));
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Api).WaitAsync(Wait.Bound);
        using var again = _app.CreateHttpClient(ResourceNames.Api);
        Assert.True((await Products.SearchAsync(again, "lamp")).Total >= 5);
    }

    private async Task<string?> RunAsync(string resource, string command)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(resource, command).WaitAsync(2 * Wait.Bound);
        Assert.True(result.Success, result.Message);
        return result.Message;
    }

    private async Task<string?> StateAsync(string resource) =>
        (await _app.ResourceNotifications.WaitForResourceAsync(resource, _ => true).WaitAsync(Wait.Bound)).Snapshot.State?.Text;
}
