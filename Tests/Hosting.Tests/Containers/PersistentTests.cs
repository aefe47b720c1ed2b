using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;
using Platform.Hosting.Orchestration;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Containers;

/// <summary>
/// By themselves: every engine that starts, in any test, removes networks whose maker has ended and that no running container uses.
/// </summary>
[CollectionDefinition(nameof(PersistentTests), DisableParallelization = true)]
[Collection(nameof(PersistentTests))]
public class PersistentTests
{
    [Fact]
    public async Task A_persistent_container_is_found_again_until_its_definition_changes_and_then_the_log_says_what_changed()
    {
        await Docker.RequireAsync();
        var name = $"platform-test-{Guid.NewGuid():n}";
        string? network = null;
        try
        {
            var first = await RunAsync("a", "64m", null);
            network = await Docker.NetworkOfAsync(first);
            Assert.Equal("true", Assert.Single(await Docker.LinesAsync("inspect", first, "--format", "{{.State.Running}}")));

            Assert.Equal(first, await RunAsync("a", "64m", null));
            Assert.NotEqual(first, await RunAsync("b", "65m", "The container's definition has changed since it was created (environment VALUE, runtime arguments), so it is created anew."));
        }
        finally
        {
            await Docker.RunAsync("rm", "--force", "--volumes", name);
            await Docker.RunAsync("network", "rm", network ?? "");
        }

        async Task<string> RunAsync(string value, string memory, string? says)
        {
            await using var application = await EngineApplication.StartAsync(builder => builder.AddWebBox("web", "echo $VALUE")
                .WithContainerName(name).WithEnvironment("VALUE", value).WithContainerRuntimeArgs("--memory", memory).WithLifetime(ContainerLifetime.Persistent).WithHttpHealthCheck("/"));
            var running = await application.UntilHealthyAsync("web");
            using var client = new HttpClient();
            Assert.Equal(value, (await client.GetStringAsync(new Uri(application.Endpoint("web").Url), Dcp.Engine.Bound())).Trim());
            if (says is not null)
            {
                await application.LogUntilAsync("web", l => l == says);
            }

            return (string)RunTests.Property(running, "container.id")!;
        }
    }

    [Fact]
    public async Task Ports_that_nobody_chose_stay_the_same_so_that_a_persistent_container_is_found_again()
    {
        await Docker.RequireTunnelAsync();
        var (name, port) = ($"platform-test-{Guid.NewGuid():n}", FreePort());
        string? network = null;
        try
        {
            var first = await RunAsync();
            network = await Docker.NetworkOfAsync(first);

            Assert.Equal(first, await RunAsync());
        }
        finally
        {
            await Docker.RunAsync("rm", "--force", "--volumes", name);
            await Docker.RunAsync("network", "rm", network ?? "");
        }

        async Task<string> RunAsync()
        {
            await using var application = await EngineApplication.StartAsync(
                builder =>
                {
                    var called = builder.AddWeb("called").WithHttpHealthCheck("/health");
                    builder.AddWebBox("web", "echo $URL").WithContainerName(name).WithEndpointProxySupport(false).WithHttpHealthCheck("/")
                        .WithEnvironment("URL", called.GetEndpoint("http")).WithOtlpExporter().WithLifetime(ContainerLifetime.Persistent);
                },
                $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:{port}",
                "--AppHost:OtlpApiKey=kept");
            await application.UntilHealthyAsync("called");
            var id = (string)RunTests.Property(await application.UntilHealthyAsync("web"), "container.id")!;
            using var client = new HttpClient();
            var url = await client.GetStringAsync(new Uri(application.Endpoint("web").Url), Dcp.Engine.Bound());

            // The way there leads to this run's program.
            Assert.Equal([$"{application.Pids("called").Single()}"], await Docker.LinesAsync("exec", id, "wget", "-qO-", url.Trim()));
            return id;
        }

        static int FreePort()
        {
            using var ports = new FreePorts();
            return ports.Next();
        }
    }

    [Fact]
    public async Task A_stopped_persistent_container_whose_network_is_gone_runs_again()
    {
        await Docker.RequireAsync();
        var name = $"platform-test-{Guid.NewGuid():n}";
        string? network = null;
        try
        {
            await RunAsync();
            network = await Docker.NetworkOfAsync(name);
            await Docker.RunAsync("stop", "--time", "0", name);
            await Docker.RunAsync("network", "rm", network);

            await RunAsync();
        }
        finally
        {
            await Docker.RunAsync("rm", "--force", "--volumes", name);
            await Docker.RunAsync("network", "rm", network ?? "");
        }

        async Task RunAsync()
        {
            await using var application = await EngineApplication.StartAsync(builder =>
                builder.AddWebBox("web", "echo hello").WithContainerName(name).WithLifetime(ContainerLifetime.Persistent).WithHttpHealthCheck("/"));
            await application.UntilHealthyAsync("web");
        }
    }

    [Fact]
    public void A_key_names_what_differs_between_two_definitions()
    {
        var before = new ContainerSpec { Image = "a:1", Args = ["x"], Env = [new() { Name = "A", Value = "1" }], VolumeMounts = [new() { Type = "volume", Source = "v", Target = "/data" }] };
        var after = new ContainerSpec { Image = "a:2", Args = ["x"], Env = [new() { Name = "B", Value = "1" }], VolumeMounts = [new() { Type = "volume", Source = "v", Target = "/data", ReadOnly = true }] };

        Assert.Equal(["environment A", "environment B", "image", "mount /data"], ContainerDefinition.Differences(ContainerDefinition.Key(before), ContainerDefinition.Key(after)));
        Assert.Empty(ContainerDefinition.Differences(ContainerDefinition.Key(before), ContainerDefinition.Key(before)));
    }
}
