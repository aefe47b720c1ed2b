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
        var (engine, _) = await EngineProcesses.FindAsync(kubeconfig, Engine.Bound());
        Assert.NotEmpty(engine);
        var running = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => session.Client.RunAsync(Engine.Script($"e{i}", "sleep 1000 & wait"))));
        var trees = running.Select(e => ProcessTree.Of((int)e.Status!.Pid!.Value)).ToList();
        var (_, monitors) = await EngineProcesses.FindAsync(kubeconfig, Engine.Bound());
        engine = (await EngineProcesses.FindAsync(kubeconfig, Engine.Bound())).Engine;

        watch.Restart();
        await session.StopAsync();
        output.WriteLine($"start {started.TotalMilliseconds:0} ms, stop with 5 executables {watch.ElapsedMilliseconds} ms");

        Assert.DoesNotContain(trees, t => t.IsRunning);
        Assert.DoesNotContain(engine.Concat(monitors), p => ProcessTree.IsRunningProcess(p.Pid));
        Assert.False(Directory.Exists(session.Folder));
        Assert.DoesNotContain(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(),
            e => e.Port == session.Config.Server.Port);
        Assert.Contains(engine, p => p.ValueOf("--notification-socket") is not null);
        Assert.DoesNotContain(engine, p => p.ValueOf("--notification-socket") is { } socket && File.Exists(socket));
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
                Assert.True(ProcessTree.IsRunningProcess((int)executable.Status!.Pid!.Value));
            }
        }
        finally
        {
            await Task.WhenAll(sessions.Select(s => s.StopAsync().AsTask()));
        }
    }

    [Fact]
    public async Task When_the_monitored_process_is_killed_everything_ends_by_itself()
    {
        using var monitored = Process.Start("sleep", "1000");
        await using var session = await Engine.StartAsync(Engine.Options with { MonitoredProcessId = monitored.Id });
        var executable = await session.Client.RunAsync(Engine.Script("e", "exec sleep 1000"));
        var tree = ProcessTree.Of((int)executable.Status!.Pid!.Value);
        var (engine, _) = await EngineProcesses.FindAsync(Path.Combine(session.Folder, "kubeconfig"), Engine.Bound());

        var watch = Stopwatch.StartNew();
        monitored.Kill();
        await Engine.UntilAsync(() => !tree.IsRunning && !engine.Any(p => ProcessTree.IsRunningProcess(p.Pid)));
        output.WriteLine($"all gone after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task When_the_engine_itself_is_killed_its_monitors_end_the_workloads()
    {
        await using var session = await Engine.StartAsync();
        var executable = await session.Client.RunAsync(Engine.Script("e", "exec sleep 1000"));
        var tree = ProcessTree.Of((int)executable.Status!.Pid!.Value);
        var (engine, monitors) = await EngineProcesses.FindAsync(Path.Combine(session.Folder, "kubeconfig"), Engine.Bound());
        Assert.Single(monitors);

        var watch = Stopwatch.StartNew();
        Assert.All(engine, p => EngineProcesses.Kill(p.Pid));
        await Engine.UntilAsync(() => !tree.IsRunning);
        output.WriteLine($"workload gone after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_program_that_is_not_the_engine_is_reported_with_what_it_said()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Runs a shell script.");
        var folder = Directory.CreateTempSubdirectory();
        var program = Path.Combine(folder.FullName, "dcp");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho 'wrong machine' >&2\nexit 3\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var error = await Assert.ThrowsAsync<DcpException>(() => Engine.StartAsync(new() { DcpPath = program }));

        Assert.Contains(program, error.Message);
        Assert.Contains("code 3", error.Message);
        Assert.Contains("wrong machine", error.Message);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_start_that_takes_too_long_is_given_up()
    {
        var options = Engine.Options with { StartTimeout = TimeSpan.FromMilliseconds(20) };
        var error = await Assert.ThrowsAsync<DcpException>(() => Engine.StartAsync(options));
        Assert.Contains("was not ready after", error.Message);
    }
}
