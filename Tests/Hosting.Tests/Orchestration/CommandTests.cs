using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;
using Platform.Hosting.Notifications;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Orchestration;

public class CommandTests
{
    [Fact]
    public async Task A_program_is_stopped_started_and_restarted_by_commands()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddSleeper("tool"));
        await application.UntilAsync("tool", KnownResourceStates.Running);
        var first = application.Pids("tool").Single();

        Assert.True((await application.CommandAsync("tool", KnownResourceCommands.StopCommand)).Success);
        await application.UntilAsync("tool", s => KnownResourceStates.TerminalStates.Contains(s.State?.Text));
        Assert.False(ProcessTable.IsRunning(first));

        Assert.True((await application.CommandAsync("tool", KnownResourceCommands.StartCommand)).Success);
        await application.UntilAsync("tool", KnownResourceStates.Running);
        var second = application.Pids("tool").Single();

        Assert.True((await application.CommandAsync("tool", KnownResourceCommands.RestartCommand)).Success);
        await application.UntilAsync("tool", s => s.State?.Text == KnownResourceStates.Running && application.Pids("tool") is [var pid] && pid != second);
        Assert.False(ProcessTable.IsRunning(second));
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("Running", "stop restart")]
    [InlineData("Waiting", "start")]
    [InlineData("NotStarted", "start")]
    [InlineData("Exited", "start")]
    [InlineData("FailedToStart", "start")]
    [InlineData("Starting", "")]
    [InlineData("Stopping", "")]
    public async Task What_can_be_done_depends_on_the_state(string state, string expected)
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddSleeper("tool").WithExplicitStart());
        var tool = (await application.UntilAsync("tool", KnownResourceStates.NotStarted)).Resource;

        await application.Notifications.PublishUpdateAsync(tool, s => s with { State = state });

        var commands = (await application.UntilAsync("tool", state)).Snapshot.Commands;
        Assert.Equal(expected, string.Join(' ', commands.Where(c => c.State is ResourceCommandState.Enabled).Select(c => c.Name)));
    }

    [Fact]
    public async Task One_of_several_copies_is_stopped_and_started_without_the_others()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWeb("web").WithReplicas(2));
        await Engine.UntilAsync(() => application.Pids("web").Length is 2);
        var before = application.Pids("web");
        var id = (await application.UntilAsync("web", KnownResourceStates.Running)).Resource.Annotations.OfType<ResourceInstancesAnnotation>().Single().Ids[1];

        Assert.True((await application.CommandAsync(id, KnownResourceCommands.StopCommand)).Success);
        Assert.Equal([before[0]], application.Pids("web"));
        Assert.True((await application.CommandAsync(id, KnownResourceCommands.StartCommand)).Success);
        await Engine.UntilAsync(() => application.Pids("web").Length is 2);

        Assert.Equal(before[0], application.Pids("web")[0]);
        Assert.NotEqual(before[1], application.Pids("web")[1]);
    }

    [Fact]
    public async Task A_project_is_built_anew_and_runs_again_and_one_that_does_not_compile_says_why()
    {
        using var source = new ProjectFolder();
        await using var application = await EngineApplication.StartAsync(builder => builder.AddProject("program", source.ProjectFile, options => options.ExcludeLaunchProfile = true));
        await application.LogUntilAsync("program", line => line.Contains("says one", StringComparison.Ordinal));

        source.Say("two");
        var result = await application.CommandAsync("program", KnownResourceCommands.RebuildCommand);
        Assert.True(result.Success, result.Message);
        Assert.Equal("Successfully rebuilt 'program'.", result.Message);
        var log = await application.LogUntilAsync("program", line => line.Contains("says two", StringComparison.Ordinal));
        Assert.Contains(log, line => line.StartsWith("[build] ", StringComparison.Ordinal));

        source.Break();
        result = await application.CommandAsync("program", KnownResourceCommands.RebuildCommand);
        Assert.False(result.Success);
        Assert.Equal("Build failed with exit code 1.", result.Message);
        Assert.Contains("error CS", result.Data!.Value, StringComparison.Ordinal);
        await application.UntilAsync("program", KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task A_start_that_fails_is_a_failed_command()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddProgramWithMissingParameter("poor").WithExplicitStart());
        await application.UntilAsync("poor", KnownResourceStates.NotStarted);

        var result = await application.CommandAsync("poor", KnownResourceCommands.StartCommand);

        Assert.False(result.Success);
        Assert.Contains("'poor'", result.Message, StringComparison.Ordinal);
    }
}
