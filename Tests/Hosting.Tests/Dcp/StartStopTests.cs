using System.Diagnostics;
using System.Net.NetworkInformation;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class StartStopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_stop_leaves_no_process_port_socket_or_folder()
    {
        var watch = Stopwatch.StartNew();
        var session = await Engine.StartAsync();
        var started = watch.Elapsed;
        var kubeconfig = Path.Combine(session.Folder, "kubeconfig");
        var running = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => session.Client.RunAsync(Engine.Script($"e{i}", "sleep 1000 & wait"))));
        var trees = running.Select(e => ProcessTree.Of((int)e.Status!.Pid!.Value)).ToList();
        var found = EngineProcesses.Find(kubeconfig);
        var sockets = found.NotificationSockets.ToList();
        Assert.Equal((2, 5, 10), (found.Engine.Count, found.Monitors.Count, found.Others.Count));
        Assert.True(File.Exists(Assert.Single(sockets)));

        watch.Restart();
        await session.StopAsync();
        output.WriteLine($"start {started.TotalMilliseconds:0} ms, stop with 5 executables {watch.ElapsedMilliseconds} ms");

        Assert.DoesNotContain(trees, t => t.IsRunning);
        Assert.DoesNotContain(found.Engine.Concat(found.Monitors), p => ProcessTable.IsRunning(p.Pid, p.Started));
        Assert.False(Directory.Exists(session.Folder));
        Assert.False(File.Exists(sockets[0]));
        Assert.DoesNotContain(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(),
            e => e.Port == session.Config.Server.Port);
    }

    [Fact]
    public async Task A_stop_ends_what_a_workload_left_behind_when_it_ended_by_itself()
    {
        var session = await Engine.StartAsync();
        await session.Client.CreateAsync(Engine.Script("e", "sleep 1000 >/dev/null 2>&1 & echo $!"));
        var line = await session.Client.ReadLogsAsync<Executable>("e", [DcpLogKind.Stdout], follow: true, Engine.Bound()).FirstAsync();
        var pid = int.Parse(line.Text);
        await session.Client.WaitForStateAsync("e", ExecutableState.Finished);
        Assert.True(ProcessTable.IsRunning(pid));

        await session.StopAsync();

        Assert.False(ProcessTable.IsRunning(pid));
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        var session = await Engine.StartAsync();
        await Task.WhenAll(session.StopAsync().AsTask(), session.StopAsync().AsTask());
        await session.DisposeAsync();
    }

    [Fact]
    public async Task Several_sessions_do_not_meet()
    {
        var sessions = await Task.WhenAll(Engine.StartAsync(), Engine.StartAsync(), Engine.StartAsync());
        try
        {
            await Task.WhenAll(sessions.Select((s, i) => s.Client.RunAsync(Engine.Script("same-name", $"echo {i}; exec sleep 1000"))));
            await sessions[0].StopAsync();
            foreach (var session in sessions[1..])
            {
                var executable = Assert.Single(await session.Client.ListAsync<Executable>());
                Assert.True(ProcessTable.IsRunning((int)executable.Status!.Pid!.Value));
            }
        }
        finally
        {
            await Task.WhenAll(sessions.Select(s => s.StopAsync().AsTask()));
        }
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_container_engine_that_is_not_there()
    {
        await using var session = await Engine.StartAsync(Engine.Options with { ContainerRuntime = "podman" });
        await session.Client.CreateAsync(new ContainerNetwork { Metadata = { Name = "n" }, Spec = { NetworkName = "platform-test-n" } });
        await session.Client.CreateAsync(new Container { Metadata = { Name = "c" }, Spec = { Image = "no-such-image", Networks = [new() { Name = "n" }] } });
        await foreach (var (_, container) in session.Client.WatchAsync<Container>(Engine.Bound()))
        {
            output.WriteLine($"{container.Status?.State} {container.Status?.Message}");
            if (container.Status?.State is { Length: > 0 })
            {
                break;
            }
        }

        var watch = Stopwatch.StartNew();
        await session.StopAsync();
        output.WriteLine($"stop {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task When_the_monitored_process_is_killed_everything_ends_by_itself()
    {
        using var monitored = Process.Start("sleep", "1000");
        await using var session = await Engine.StartAsync(Engine.Options with { MonitoredProcessId = monitored.Id });
        var executable = await session.Client.RunAsync(Engine.Script("e", "exec sleep 1000"));
        var tree = ProcessTree.Of((int)executable.Status!.Pid!.Value);
        var engine = EngineProcesses.Find(Path.Combine(session.Folder, "kubeconfig")).Engine;

        var watch = Stopwatch.StartNew();
        monitored.Kill();
        await Engine.UntilAsync(() => !tree.IsRunning && !engine.Any(p => ProcessTable.IsRunning(p.Pid)));
        output.WriteLine($"all gone after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task When_the_engine_itself_is_killed_its_monitors_end_the_workloads()
    {
        await using var session = await Engine.StartAsync();
        var executable = await session.Client.RunAsync(Engine.Script("e", "exec sleep 1000"));
        var tree = ProcessTree.Of((int)executable.Status!.Pid!.Value);
        var found = EngineProcesses.Find(Path.Combine(session.Folder, "kubeconfig"));
        Assert.Single(found.Monitors);

        var watch = Stopwatch.StartNew();
        Assert.All(found.Engine, p => ProcessTable.Kill(p.Pid));
        await Engine.UntilAsync(() => !tree.IsRunning);
        output.WriteLine($"workload gone after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_program_that_is_not_the_engine_is_reported_with_what_it_said()
    {
        var message = await FailToStartAsync("echo 'wrong machine' >&2\nexit 3\n");

        Assert.Contains("code 3", message);
        Assert.Contains("wrong machine", message);
    }

    [Fact]
    public async Task An_engine_that_ends_once_it_has_detached_itself_is_not_waited_for()
    {
        var message = await FailToStartAsync("echo 'going to the background'\n");

        Assert.Contains("ended before it was ready", message);
        Assert.Contains("going to the background", message);
    }

    [Fact]
    public async Task A_start_that_takes_too_long_is_given_up()
    {
        var options = Engine.Options with { StartTimeout = TimeSpan.FromMilliseconds(20) };
        var error = await Assert.ThrowsAsync<DcpException>(() => Engine.StartAsync(options));
        Assert.Contains("was not ready after", error.Message);
    }

    private static async Task<string> FailToStartAsync(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Runs a shell script.");
        var folder = Directory.CreateTempSubdirectory();
        var program = Path.Combine(folder.FullName, "dcp");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n{script}");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var error = await Assert.ThrowsAsync<DcpException>(() => Engine.StartAsync(new() { DcpPath = program }));

        Assert.Contains(program, error.Message);
        folder.Delete(recursive: true);
        return error.Message;
    }
}
