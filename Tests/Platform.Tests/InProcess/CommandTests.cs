using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.AppHost;
using Platform.Tests.Forms;

namespace Platform.Tests.InProcess;

/// <summary>The commands of the database and of the cache, on an environment of their own.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;

    public async ValueTask InitializeAsync() => (_builder, _app) = await ShopFixture.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        await _builder!.DisposeAsync();
    }

    [Fact]
    public async Task Reset_brings_back_the_seeded_database()
    {
        await using var database = NpgsqlDataSource.Create((await _app!.GetConnectionStringAsync(ResourceNames.ShopDb))!);
        await using (var delete = database.CreateCommand("update products set name = 'changed by hand'"))
        {
            Assert.True(await delete.ExecuteNonQueryAsync() >= 500);
        }

        var result = await _app!.ResourceCommands.ExecuteCommandAsync(ResourceNames.ShopDb, "reset-database").WaitAsync(Wait.Bound);

        Assert.True(result.Success, result.Message);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Api).WaitAsync(Wait.Bound);
        using var api = _app.CreateHttpClient(ResourceNames.Api);

        // The API's sessions went with the old database: a request that meets one of them may be refused once.
        Products? lamps = null;
        await Wait.UntilAsync(
            async () =>
            {
                using var response = await api.GetAsync("/api/v1/products?search=lamp");
                lamps = response.IsSuccessStatusCode ? await Products.SearchAsync(api, "lamp") : null;
                return lamps is not null;
            },
            () => "the API does not answer after the reset");
        Assert.True(lamps!.Total >= 5);
        Assert.DoesNotContain(lamps.Items, p => p.Name == "changed by hand");
    }

    [Fact]
    public async Task Unless_it_is_asked_for_nothing_can_be_broken_on_purpose()
    {
        var off = await Assert.ThrowsAsync<InvalidOperationException>(() => _app!.PauseAsync(ResourceNames.Redis));
        Assert.StartsWith("Faults are off.", off.Message, StringComparison.Ordinal);

        var resources = _app!.Services.GetRequiredService<DistributedApplicationModel>().Resources;
        Assert.DoesNotContain(
            resources.SelectMany(resource => resource.Annotations.OfType<ResourceCommandAnnotation>()),
            command => command.Name is "pause" or "kill" or "heal" or "slow-down" or "cut-off");

        // No relay: the program, or its container, itself has the published port.
        var endpoint = resources.OfType<IResourceWithEndpoints>().First(resource => resource.Name == ResourceNames.Storage).GetEndpoint("http");
        var storage = await _app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Storage).WaitAsync(Wait.Bound);
        if (SuiteForm.IsContainer)
        {
            var container = (string)storage.Snapshot.Properties.First(property => property.Name == "container.id").Value!;
            Assert.Contains($"9000/tcp -> 127.0.0.1:{endpoint.Port}", await ContainerEngine.LinesAsync("port", container));
            return;
        }

        Assert.Contains(storage.Snapshot.EnvironmentVariables, variable => variable.Name == "ASPNETCORE_URLS" && variable.Value == $"http://127.0.0.1:{endpoint.Port}");
    }

    [Fact]
    public async Task An_emptied_bucket_has_nothing_left_to_delete()
    {
        // The API may still be putting the seed's images there.
        Assert.True((await RunAsync(ResourceNames.Api, KnownResourceCommands.StopCommand)).Success);

        var first = await RunAsync(ResourceNames.Storage, "empty-bucket");
        var second = await RunAsync(ResourceNames.Storage, "empty-bucket");

        Assert.True(first.Success, first.Message);
        Assert.True(second.Success, second.Message);
        Assert.Equal("Deleted 0 versions.", second.Message);

        Task<ExecuteCommandResult> RunAsync(string resource, string command) =>
            _app!.ResourceCommands.ExecuteCommandAsync(resource, command).WaitAsync(Wait.Bound);
    }

    [Fact]
    public async Task The_API_starts_again_after_it_was_stopped()
    {
        var stopped = await _app!.ResourceCommands.ExecuteCommandAsync(ResourceNames.Api, KnownResourceCommands.StopCommand).WaitAsync(Wait.Bound);
        Assert.True(stopped.Success, stopped.Message);
        await _app.ResourceNotifications.WaitForResourceAsync(ResourceNames.Api, KnownResourceStates.TerminalStates).WaitAsync(Wait.Bound);

        var started = await _app.ResourceCommands.ExecuteCommandAsync(ResourceNames.Api, KnownResourceCommands.StartCommand).WaitAsync(Wait.Bound);

        Assert.True(started.Success, started.Message);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Api).WaitAsync(Wait.Bound);
        using var api = _app.CreateHttpClient(ResourceNames.Api);
        Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
    }
}
