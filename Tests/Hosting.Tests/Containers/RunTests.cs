using System.Net.NetworkInformation;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Tests.Dcp;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Containers;

public class RunTests
{
    [Fact]
    public async Task A_container_runs_with_its_arguments_and_environment_and_shows_what_it_prints()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
            builder.AddBox("box", "echo \"$0|$VALUE|$(hostname)\"; echo trouble >&2; exit 7").WithArgs("a b").WithEnvironment("VALUE", "x y").WithContainerRuntimeArgs("--hostname", "here"));

        var ended = await application.UntilAsync("box", KnownResourceStates.Exited);

        Assert.Equal(7, ended.Snapshot.ExitCode);
        await application.LogUntilAsync("box", l => l == "a b|x y|here");
        await application.LogUntilAsync("box", l => l == "trouble");
        Assert.Equal(Docker.Image, Property(ended, "container.image"));
        Assert.Equal("/bin/sh", Property(ended, "container.command"));
        Assert.Contains(ended.Snapshot.EnvironmentVariables, v => v is { Name: "VALUE", Value: "x y", IsFromSpec: true });
    }

    [Fact]
    public async Task An_endpoint_answers_on_the_loopback_address_only_and_makes_the_container_healthy()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var web = builder.AddWebBox("web", "echo hello").WithHttpHealthCheck("/");
            builder.AddScript("client", "echo \"got $URL\"").WithEnvironment("URL", web.GetEndpoint("http")).WaitFor(web);
        });
        var healthy = await application.UntilHealthyAsync("web");

        using var client = new HttpClient();
        Assert.Equal("hello\n", await client.GetStringAsync(new Uri(application.Endpoint("web").Url), Engine.Bound()));
        await application.LogUntilAsync("client", l => l == $"got {application.Endpoint("web").Url}");

        var published = await Docker.LinesAsync("port", (string)Property(healthy, "container.id")!, "8080/tcp");
        Assert.StartsWith("127.0.0.1:", Assert.Single(published), StringComparison.Ordinal);
        var ports = published.Select(p => int.Parse(p.Split(':')[1])).Append(application.Endpoint("web").Port).ToArray();
        Assert.DoesNotContain(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), l => ports.Contains(l.Port) && !System.Net.IPAddress.IsLoopback(l.Address));
    }

    [Fact]
    public async Task Without_a_proxy_the_container_has_the_port_itself()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
            builder.AddWebBox("web", "echo direct").WithEndpointProxySupport(false).WithHttpHealthCheck("/"));
        var healthy = await application.UntilHealthyAsync("web");

        using var client = new HttpClient();
        Assert.Equal("direct\n", await client.GetStringAsync(new Uri(application.Endpoint("web").Url), Engine.Bound()));
        Assert.Equal([$"127.0.0.1:{application.Endpoint("web").Port}"], await Docker.LinesAsync("port", (string)Property(healthy, "container.id")!, "8080/tcp"));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_say_its_port_fails_its_container_alone()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.AddWaitingBox("box").WithHttpEndpoint();
            builder.AddSleeper("other");
        });

        await application.UntilAsync("box", KnownResourceStates.FailedToStart);
        await application.UntilAsync("other", KnownResourceStates.Running);
        await application.LogUntilAsync("box", l => l.Contains("Give it a targetPort", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_is_stopped_started_and_restarted_by_command()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWebBox("web", "hostname").WithHttpHealthCheck("/"));
        var first = await application.UntilHealthyAsync("web");

        Assert.True((await application.CommandAsync("web", KnownResourceCommands.StopCommand)).Success);
        await application.UntilAsync("web", KnownResourceStates.Exited);
        Assert.True((await application.CommandAsync("web", KnownResourceCommands.StartCommand)).Success);
        var second = await application.UntilHealthyAsync("web");
        Assert.True((await application.CommandAsync("web", KnownResourceCommands.RestartCommand)).Success);
        var third = await application.UntilAsync("web", s => s.State?.Text == KnownResourceStates.Running && !Equals(Id(s), Property(second, "container.id")));

        Assert.Equal(3, new[] { Property(first, "container.id"), Property(second, "container.id"), Property(third, "container.id") }.Distinct().Count());
        await application.UntilHealthyAsync("web");
        using var client = new HttpClient();
        Assert.Equal(((string)Property(third, "container.id")!)[..12], (await client.GetStringAsync(new Uri(application.Endpoint("web").Url), Engine.Bound())).Trim());

        static object? Id(CustomResourceSnapshot snapshot) => snapshot.Properties.FirstOrDefault(p => p.Name == "container.id")?.Value;
    }

    [Fact]
    public async Task Others_wait_for_a_container_that_does_its_work_and_ends()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var good = builder.AddBox("good", "exit 0");
            var bad = builder.AddBox("bad", "exit 4");
            builder.AddSleeper("after-good").WaitForCompletion(good);
            builder.AddWaitingBox("after-bad").WaitForCompletion(bad);
        });

        await application.UntilAsync("after-good", KnownResourceStates.Running);
        await application.UntilAsync("after-bad", KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task A_container_with_an_explicit_start_waits_for_its_command()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWaitingBox("box").WithExplicitStart());
        await application.UntilAsync("box", KnownResourceStates.NotStarted);

        Assert.True((await application.CommandAsync("box", KnownResourceCommands.StartCommand)).Success);

        await application.UntilAsync("box", KnownResourceStates.Running);
    }

    [Fact]
    public async Task Nothing_is_left_after_the_stop()
    {
        await Docker.RequireAsync();
        var name = $"left-{Guid.NewGuid():n}";
        var application = await EngineApplication.StartAsync(builder =>
        {
            var first = builder.AddWaitingBox("first").WithContainerName(name).WithVolume("/data");
            builder.AddWaitingBox("second").WaitFor(first);
        });
        await application.UntilAsync("second", KnownResourceStates.Running);
        var id = (string)Property(await application.UntilAsync("first", KnownResourceStates.Running), "container.id")!;
        var network = await Docker.NetworkOfAsync(id);
        var volume = Assert.Single(await Docker.LinesAsync("inspect", id, "--format", "{{range .Mounts}}{{println .Name}}{{end}}"));

        await application.DisposeAsync();

        Assert.Empty(await Docker.LinesAsync("ps", "--all", "--quiet", "--filter", $"name={name}"));
        Assert.Empty(await Docker.LinesAsync("network", "ls", "--quiet", "--filter", $"name={network}"));
        Assert.Empty(await Docker.LinesAsync("volume", "ls", "--quiet", "--filter", $"name={volume}"));
    }

    internal static object? Property(ResourceEvent change, string name) => change.Snapshot.Properties.FirstOrDefault(p => p.Name == name)?.Value;
}
