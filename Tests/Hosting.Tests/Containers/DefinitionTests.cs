using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Containers;

/// <summary>What a container is made of: files, mounts, limits, builds, names.</summary>
public sealed class DefinitionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Files_are_in_the_container_with_their_owners_and_permissions_before_it_starts()
    {
        await Docker.RequireAsync();
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "tree", "inner"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "tree", "inner", "copy.txt"), "copied\n", TestContext.Current.CancellationToken);
        await using var application = await EngineApplication.StartAsync(builder => builder
            .AddBox("box", "cat /made/a/b.txt /late/c.txt /copies/inner/copy.txt; stat -c '%a %u %g %n' /made/a/b.txt /made/d.sh /made/a /late/c.txt")
            .WithContainerFiles(
                "/made",
                [
                    new ContainerDirectory { Name = "a", Entries = [new ContainerFile { Name = "b.txt", Contents = "made\n" }] },
                    new ContainerFile { Name = "d.sh", Contents = "", Owner = 5, Group = 6, Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute },
                ],
                defaultOwner: 7,
                defaultGroup: 8,
                umask: UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute)
            .WithContainerFiles("/late", (context, _) => Task.FromResult<IEnumerable<ContainerFileSystemItem>>([new ContainerFile { Name = "c.txt", Contents = context.Model.Name + "\n" }]))
            .WithContainerFiles("/copies", Path.Combine(_folder.FullName, "tree")));

        var ended = await application.UntilAsync("box", KnownResourceStates.Exited);

        Assert.Equal(0, ended.Snapshot.ExitCode);
        var lines = await application.LogUntilAsync("box", l => l.EndsWith("/late/c.txt", StringComparison.Ordinal));
        Assert.Equal(["made", "box", "copied", "660 7 8 /made/a/b.txt", "500 5 6 /made/d.sh", "770 7 8 /made/a", "644 0 0 /late/c.txt"], lines.TakeLast(7));
    }

    [Fact]
    public async Task One_registry_can_take_the_place_of_all()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { ContainerRegistryOverride = "mirror.example", DisableDashboard = true });
        builder.AddContainer("plain", "a/plain", "7");
        builder.AddContainer("named", "b/named", "1").WithImageRegistry("quay.io");
        await using var application = builder.Build();

        await builder.Eventing.PublishAsync(
            new BeforeStartEvent(application.Services, application.Services.GetRequiredService<DistributedApplicationModel>()), TestContext.Current.CancellationToken);

        Assert.Equal(["mirror.example/a/plain:7", "mirror.example/b/named:1"], builder.Resources.Select(r => r.TryGetContainerImageName(out var image) ? image : null));
    }

    [Fact]
    public async Task Volumes_and_bind_mounts_are_mounted_and_a_read_only_one_is_not_written()
    {
        await Docker.RequireAsync();
        var volume = $"platform-test-{Guid.NewGuid():n}";
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "here.txt"), "here\n", TestContext.Current.CancellationToken);
        try
        {
            for (var run = 1; run <= 2; run++)
            {
                await using var application = await EngineApplication.StartAsync(builder => builder
                    .AddBox("box", "cat /host/here.txt; echo line >> /data/kept.txt; cat /data/kept.txt; echo x > /host/new.txt || echo refused")
                    .WithVolume(volume, "/data")
                    .WithBindMount(_folder.FullName, "/host", isReadOnly: true));
                var ended = await application.UntilAsync("box", KnownResourceStates.Exited);
                var lines = await application.LogUntilAsync("box", l => l == "refused");

                Assert.Contains("here", lines);
                Assert.Equal(run, lines.Count(l => l == "line"));
                Assert.Equal([new VolumeSnapshot(volume, "/data", "volume", false), new VolumeSnapshot(_folder.FullName, "/host", "bind", true)], ended.Snapshot.Volumes);
            }
        }
        finally
        {
            await Docker.RunAsync("volume", "rm", volume);
        }

        Assert.False(File.Exists(Path.Combine(_folder.FullName, "new.txt")));
    }

    [Fact]
    public async Task Limits_name_and_aliases_are_those_asked_for()
    {
        await Docker.RequireAsync();
        var name = $"platform-test-{Guid.NewGuid():n}";
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWaitingBox("box")
            .WithContainerName(name)
            .WithContainerRuntimeArgs("--memory", "64m", "--cpus", "0.5")
            .WithContainerNetworkAlias("other"));
        await application.UntilAsync("box", KnownResourceStates.Running);

        var inspected = await Docker.LinesAsync("inspect", name, "--format", "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{range .NetworkSettings.Networks}}{{.Aliases}}{{end}}");

        Assert.StartsWith($"{64 * 1024 * 1024} {500_000_000} ", Assert.Single(inspected), StringComparison.Ordinal);
        Assert.All((string[])["box", "box.dev.internal", "other"], alias => Assert.Contains(alias, inspected[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_is_built_with_its_arguments_secrets_and_stage()
    {
        await Docker.RequireBuildsAsync();
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "Box.Dockerfile"),
            string.Create(CultureInfo.InvariantCulture, $"""
            FROM {Docker.Image} AS wanted
            ARG WORD=none
            RUN --mount=type=secret,id=key echo "$WORD $(cat /run/secrets/key)" > /built
            CMD ["cat", "/built"]
            FROM wanted AS last
            CMD ["echo", "not this one"]
            """),
            TestContext.Current.CancellationToken);
        await using var application = await EngineApplication.StartAsync(
            builder =>
            {
                var key = builder.AddParameter("key", secret: true);
                builder.AddDockerfile("box", _folder.FullName, "Box.Dockerfile", "wanted").WithBuildArg("WORD", "argument").WithBuildSecret("key", key);
            },
            "--Parameters:key=hidden");

        var ended = await application.UntilAsync("box", s => KnownResourceStates.TerminalStates.Contains(s.State?.Text));

        Assert.Equal(KnownResourceStates.Exited, ended.Snapshot.State?.Text);
        Assert.Equal("argument hidden", (await application.LogUntilAsync("box", l => l == "argument hidden"))[^1]);
        await Docker.RunAsync("image", "rm", "--force", (string)RunTests.Property(ended, "container.image")!);
    }

    [Fact]
    public async Task An_image_is_built_anew_when_a_file_that_goes_into_it_has_changed()
    {
        await Docker.RequireBuildsAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Dockerfile"), $"FROM {Docker.Image}\nCOPY word.txt /\nCMD [\"cat\", \"/word.txt\"]\n", TestContext.Current.CancellationToken);
        string? image = null;
        foreach (var word in (string[])["first", "second"])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "word.txt"), $"{word}\n", TestContext.Current.CancellationToken);
            await using var application = await EngineApplication.StartAsync(builder => builder.AddDockerfile("box", _folder.FullName));

            image = (string)RunTests.Property(await application.UntilAsync("box", KnownResourceStates.Exited), "container.image")!;
            Assert.Equal(word, (await application.LogUntilAsync("box", l => l == word))[^1]);
        }

        await Docker.RunAsync("image", "rm", "--force", image!);
    }

    [Fact]
    public async Task A_Dockerfile_that_is_missing_is_named()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddDockerfile("box", _folder.FullName, "No.Dockerfile"));

        await application.UntilAsync("box", KnownResourceStates.FailedToStart);

        await application.LogUntilAsync("box", l => l.Contains($"The Dockerfile of resource 'box' does not exist: '{Path.Combine(_folder.FullName, "No.Dockerfile")}'.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_build_that_fails_says_so_and_shows_what_it_printed()
    {
        await Docker.RequireBuildsAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Dockerfile"), $"FROM {Docker.Image}\nRUN echo broken-build; false\n", TestContext.Current.CancellationToken);
        await using var application = await EngineApplication.StartAsync(builder => builder.AddDockerfile("box", _folder.FullName));

        await application.UntilAsync("box", KnownResourceStates.FailedToStart);

        var lines = await application.LogUntilAsync("box", l => l.StartsWith("The container whose image is built from", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("broken-build", StringComparison.Ordinal));
    }
}
