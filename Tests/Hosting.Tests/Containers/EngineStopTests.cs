using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Containers;

/// <summary>Docker itself stops while the application runs.</summary>
public class EngineStopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task When_docker_stops_containers_are_unhealthy_other_resources_run_on_and_the_application_stops_in_time()
    {
        await using var docker = await OwnDocker.StartAsync();
        var application = await EngineApplication.StartAsync(
            builder =>
            {
                builder.AddWebBox("web", "echo hello").WithHttpHealthCheck("/");
                builder.AddSleeper("other");
            },
            docker.Setting,
            Docker.Only);
        await application.UntilHealthyAsync("web");

        await docker.StopAsync();

        await application.UntilAsync("web", KnownResourceStates.RuntimeUnhealthy);
        await application.LogUntilAsync("web", l => l.StartsWith("Docker is installed and does not answer", StringComparison.Ordinal));
        await application.UntilAsync("other", KnownResourceStates.Running);

        var clock = Stopwatch.StartNew();
        await application.DisposeAsync();
        output.WriteLine($"Stopped in {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Contains(application.Log, l => l.Contains("Remove it once the container engine answers: docker rm --force web-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_docker_is_back_a_container_that_has_ended_meanwhile_can_be_started_again()
    {
        await using var docker = await OwnDocker.StartAsync();
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWaitingBox("box"), docker.Setting, Docker.Only);
        await application.UntilAsync("box", KnownResourceStates.Running);
        await docker.StopAsync();
        await application.UntilAsync("box", KnownResourceStates.RuntimeUnhealthy);

        await docker.RunAsync();

        await application.UntilAsync("box", KnownResourceStates.Exited);
        Assert.True((await application.CommandAsync("box", KnownResourceCommands.StartCommand)).Success);
        await application.UntilAsync("box", KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_container_starts_by_itself_once_docker_answers()
    {
        await using var docker = await OwnDocker.StartAsync();
        await docker.StopAsync();
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWaitingBox("box"), docker.Setting, Docker.Only);
        await application.UntilAsync("box", KnownResourceStates.RuntimeUnhealthy);

        await docker.RunAsync();

        await application.UntilAsync("box", KnownResourceStates.Running);
    }
}
