using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Resources;
using Platform.AppHost.Restarts;

namespace Platform.AppHost.Tests;

/// <summary>Programs that fail, on the real engine.</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_fails_is_started_again_until_the_limit_and_what_is_stopped_is_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are shell scripts.");
        var builder = await SmallApplication.CreateBuilderAsync();
        builder.AddExecutable("failing", "/bin/sh", folder.Path, "-c", "echo x >> failing.txt; exit 3");
        builder.AddExecutable("killed", "/bin/sh", folder.Path, "-c", "echo x >> killed.txt; exec sleep 600");
        builder.AddExecutable("stopped", "/bin/sh", folder.Path, "-c", "echo x >> stopped.txt; trap 'exit 4' TERM; sleep 600 & wait");
        builder.AddExecutable("left", "/bin/sh", folder.Path, "-c", "echo x >> left.txt; exit 5");
        Func<IResource, RestartPolicy> policyOf = resource => resource.Name == "left" ? RestartPolicy.No : new RestartPolicy(2);
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<Restarter>(services, policyOf, TimeSpan.FromSeconds(1)));
        await using var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);

        await UntilRestartsAreAsync(app, "failing", "gave up after 2 in a row");
        Assert.Equal(3, Starts("failing"));

        // Killed twice, with a healthy while between: each is the first of its row.
        for (var starts = 2; starts <= 3; starts++)
        {
            await KillAsync(app, "killed");
            await UntilRestartsAreAsync(app, "killed", "1 of 2 in a row");
            await UntilRestartsAreAsync(app, "killed", null);
            Assert.Equal(starts, Starts("killed"));
        }

        // Ended by an error after it was told to stop; the others have had time to be started again meanwhile.
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("stopped", KnownResourceCommands.StopCommand)).Success);
        var stopped = await app.ResourceNotifications.WaitForResourceAsync("stopped", e => e.Snapshot.ExitCode is not null).WaitAsync(Bound);
        Assert.Equal(4, stopped.Snapshot.ExitCode);
        await KillAsync(app, "killed");
        await UntilRestartsAreAsync(app, "killed", "1 of 2 in a row");
        await UntilRestartsAreAsync(app, "killed", null);
        Assert.Equal((1, 1), (Starts("stopped"), Starts("left")));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("no", 0)]
    [InlineData("on-failure", 5)]
    [InlineData("on-failure:3", 3)]
    public void Policies_are_in_the_words_of_container_engines(string text, int limit) => Assert.Equal(limit, RestartPolicy.TryParse(text)?.Limit);

    [Fact]
    public void The_pause_grows_and_has_an_end() =>
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 8).Select(attempt => RestartPolicy.Backoff(attempt).TotalSeconds));

    [Fact]
    public void Servers_are_started_again_projects_and_tests_are_not_unless_it_is_said()
    {
        var server = new ExecutableResource("redis", "redis-server", ".");
        var project = new ProjectResource("api");
        var unsaid = Read([]);
        var said = Read(new() { ["Platform:Restart"] = "on-failure:2", ["Platform:Restart:redis"] = "no" });

        Assert.Equal([5, 0, 0, 0], new[] { unsaid.Of(server, false), unsaid.Of(project, false), unsaid.Of(server, true), unsaid.Of(project, true) }.Select(policy => policy.Limit));
        Assert.Equal([0, 2, 0, 2], new[] { said.Of(server, false), said.Of(project, false), said.Of(server, true), said.Of(project, true) }.Select(policy => policy.Limit));
    }

    [Theory]
    [InlineData("always")]
    [InlineData("on-failure:0")]
    [InlineData("on-failure:many")]
    public void Another_policy_is_an_error(string text)
    {
        var error = Assert.Throws<PlatformException>(() => Read(new() { ["Platform:Restart:redis"] = text }));

        Assert.Equal($"Platform:Restart:redis is '{text}'. Use no, on-failure, on-failure:<times in a row>.", error.Message);
    }

    private static RestartPolicies Read(Dictionary<string, string?> values) =>
        PlatformOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).Restart;

    private int Starts(string program) => File.ReadAllLines(folder.File($"{program}.txt")).Length;

    private static async Task KillAsync(DistributedApplication app, string name)
    {
        var running = await app.ResourceNotifications.WaitForResourceAsync(
            name, e => e.Snapshot.State?.Text == KnownResourceStates.Running && ResourceProperties.Pid(e.Snapshot) is not null).WaitAsync(Bound);
        using var process = Process.GetProcessById(ResourceProperties.Pid(running.Snapshot)!.Value);
        process.Kill();
    }

    private static Task UntilRestartsAreAsync(DistributedApplication app, string name, string? text) => app.ResourceNotifications.WaitForResourceAsync(
        name, e => ResourceProperties.Text(e.Snapshot, Restarter.Property) == text).WaitAsync(Bound);
}
