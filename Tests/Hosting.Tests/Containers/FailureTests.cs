using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Containers;

public class FailureTests
{
    [Fact]
    public async Task A_missing_image_fails_its_container_alone_and_is_named()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.AddContainer("box", "platform-test-missing", "1").WithImagePullPolicy(ImagePullPolicy.Never);
            builder.AddSleeper("other");
        });

        await application.UntilAsync("other", KnownResourceStates.Running);
        await application.UntilAsync("box", KnownResourceStates.FailedToStart);

        var lines = await application.LogUntilAsync("box", l => l.StartsWith("The image 'platform-test-missing:1' is not on this machine", StringComparison.Ordinal));
        Assert.DoesNotContain('\n', lines[^1]);
    }

    [Fact]
    public async Task A_killed_container_has_exited_and_can_be_started_again()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWaitingBox("box"));
        var running = await application.UntilAsync("box", KnownResourceStates.Running);

        await Docker.LinesAsync("kill", (string)RunTests.Property(running, "container.id")!);

        var ended = await application.UntilAsync("box", KnownResourceStates.Exited);
        Assert.Equal(137, ended.Snapshot.ExitCode);
        Assert.True((await application.CommandAsync("box", KnownResourceCommands.StartCommand)).Success);
        await application.UntilAsync("box", KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_container_that_is_removed_from_outside_has_exited_and_can_be_started_again()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWaitingBox("box"));
        var running = await application.UntilAsync("box", KnownResourceStates.Running);

        await Docker.LinesAsync("rm", "--force", (string)RunTests.Property(running, "container.id")!);

        await application.UntilAsync("box", KnownResourceStates.Exited);
        Assert.True((await application.CommandAsync("box", KnownResourceCommands.StartCommand)).Success);
        await application.UntilAsync("box", KnownResourceStates.Running);
    }

    [Fact]
    public async Task Without_a_container_engine_other_resources_run_and_the_log_says_what_to_do()
    {
        await Docker.RequireDockerAsync();
        using var nowhere = new EngineScript(folder => $"DOCKER_HOST=unix://{folder}/docker.sock");
        await using var application = await EngineApplication.StartAsync(
            builder =>
            {
                builder.AddWaitingBox("box");
                builder.AddSleeper("other");
            },
            nowhere.Setting,
            Docker.Only);

        await application.UntilAsync("other", KnownResourceStates.Running);
        await application.UntilAsync("box", KnownResourceStates.RuntimeUnhealthy);
        await application.LogUntilAsync("box", l => l.StartsWith("Docker is installed and does not answer", StringComparison.Ordinal));
        var stop = Stopwatch.StartNew();
        await application.DisposeAsync();
        Assert.InRange(stop.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(application.Log, l => l.Contains("was not removed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_volume_is_told_in_the_log_by_the_program_that_meets_it()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder => builder
            .AddBox("box", "dd if=/dev/zero of=/data/file bs=1k count=200 || exit 3")
            .WithContainerRuntimeArgs("--mount", "type=tmpfs,destination=/data,tmpfs-size=65536"));

        var ended = await application.UntilAsync("box", KnownResourceStates.Exited);

        Assert.Equal(3, ended.Snapshot.ExitCode);
        await application.LogUntilAsync("box", l => l.Contains("No space left on device", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_container_engine_than_docker_and_podman_is_refused()
    {
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => EngineApplication.StartAsync(builder => builder.AddSleeper("other"), "--DcpPublisher:ContainerRuntime=rkt"));

        Assert.Equal("'DcpPublisher:ContainerRuntime' is 'rkt', and containers are run by 'docker' or 'podman'.", exception.Message);
    }
}
