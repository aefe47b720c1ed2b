using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class ExecutableTests
{
    [Fact]
    public async Task Arguments_and_environment_arrive_and_the_exit_code_comes_back()
    {
        await using var session = await Engine.StartAsync();
        var executable = Engine.Script("e", """printf '%s\n' "$1" "$COLOUR" "[$DCP_SESSION_FOLDER]"; exit 7""", new EnvVar { Name = "COLOUR", Value = "green and \"blue\"" });
        executable.Spec.Args!.AddRange(["sh", "a b"]);
        await session.Client.CreateAsync(executable);
        var finished = await session.Client.WaitForStateAsync("e", ExecutableState.Finished);

        Assert.Equal(7, finished.Status!.ExitCode);
        Assert.NotNull(finished.Status.StartupTimestamp);
        Assert.NotNull(finished.Status.FinishTimestamp);
        var lines = await session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()).Select(l => l.Text).ToListAsync();
        Assert.Equal(["a b", "green and \"blue\"", "[]"], lines);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_fails_to_start_and_the_system_log_says_why()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.CreateAsync(new Executable { Metadata = { Name = "e" }, Spec = { ExecutablePath = "/no/such/program" } });
        await session.Client.WaitForStateAsync("e", ExecutableState.FailedToStart);

        var lines = await session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.System], follow: true, Engine.Bound()).ToListAsync();

        Assert.Contains(lines, l => l.Text.Contains("no such file or directory"));
        Assert.All(lines, l => Assert.NotNull(l.Timestamp));
    }

    [Fact]
    public async Task A_stopped_executable_keeps_its_object_and_logs()
    {
        await using var session = await Engine.StartAsync();
        var running = await session.Client.RunAsync(Engine.Script("e", "trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.05; done"));
        await foreach (var line in session.Client.ReadLogsAsync<Executable>("e", cancellationToken: Engine.Bound()))
        {
            if (line.Text == "ready")
            {
                break;
            }
        }

        await session.Client.StopExecutableAsync("e", Engine.Bound());

        Assert.False(ProcessTable.IsRunning((int)running.Status!.Pid!.Value));
        var stopped = await session.Client.WaitForAsync("e", e => e.Status?.FinishTimestamp is not null);
        Assert.Equal(5, stopped.Status!.ExitCode);
        var lines = await session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()).Select(l => l.Text).ToListAsync();
        Assert.Equal(["ready", "bye"], lines);
    }

    [Fact]
    public async Task Removing_an_executable_ends_the_children_that_it_left_behind()
    {
        await using var session = await Engine.StartAsync();
        var running = await session.Client.RunAsync(Engine.Script("e", "sleep 1000 & sleep 1000 & wait"));
        var tree = ProcessTree.Of((int)running.Status!.Pid!.Value);
        Assert.True(tree.IsRunning);

        await session.Client.RemoveExecutableAsync("e", Engine.Bound());

        Assert.False(tree.IsRunning);
        await session.Client.RemoveExecutableAsync("never-existed", Engine.Bound());
    }

    [Fact]
    public async Task An_executable_can_be_created_anew_under_the_same_name()
    {
        await using var session = await Engine.StartAsync();
        var first = await session.Client.RunAsync(Engine.Script("e", "exec sleep 1000"));
        await session.Client.DeleteAsync<Executable>("e");
        await foreach (var (type, obj) in session.Client.WatchAsync<Executable>(Engine.Bound()))
        {
            if (type == WatchEventType.Deleted || obj.Metadata.DeletionTimestamp is not null && !(await session.Client.ListAsync<Executable>()).Any())
            {
                break;
            }
        }

        var second = await session.Client.RunAsync(Engine.Script("e", "exec sleep 1000"));
        Assert.NotEqual(first.Metadata.Uid, second.Metadata.Uid);
    }

    [Fact]
    public async Task Environment_of_the_host_itself_is_not_handed_on()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_URLS", "http://127.0.0.1:1");
        try
        {
            await using var session = await Engine.StartAsync();
            await session.Client.CreateAsync(Engine.Script("e", "echo [${ASPNETCORE_URLS:-none}] [${HOME:-none}]"));
            var line = await session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()).FirstAsync();
            Assert.Equal($"[none] [{Environment.GetEnvironmentVariable("HOME")}]", line.Text);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_URLS", null);
        }
    }
}
