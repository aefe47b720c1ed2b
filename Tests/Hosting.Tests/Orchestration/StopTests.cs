using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Hosting.Dcp;
using Platform.Hosting.Orchestration;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Orchestration;

public class StopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Programs_end_after_those_that_depend_on_them()
    {
        var file = Path.GetTempFileName();
        var application = await EngineApplication.StartAsync(builder =>
        {
            var database = Ender(builder, "database");
            var cache = Ender(builder, "cache");
            var api = Ender(builder, "api").WaitFor(database).WithReferenceRelationship(cache);
            Ender(builder, "web").WaitFor(api);
        });
        foreach (var name in (string[])["database", "cache", "api", "web"])
        {
            await application.LogUntilAsync(name, l => l == "ready");
        }

        await application.DisposeAsync();

        var order = await File.ReadAllLinesAsync(file);
        Assert.Equal(["web", "api"], order.Take(2));
        Assert.Equal(["cache", "database"], order.Skip(2).Order());
        File.Delete(file);

        // The pause makes an order that is not kept visible.
        IResourceBuilder<ExecutableResource> Ender(IDistributedApplicationBuilder builder, string name) =>
            builder.AddScript(name, $"trap 'sleep 0.1; echo {name} >> {file}; exit 0' TERM; echo ready; while true; do sleep 1000 & wait $!; done");
    }

    [Fact]
    public async Task A_circle_of_references_ends_too()
    {
        var application = await EngineApplication.StartAsync(builder =>
        {
            var (a, b) = (builder.AddSleeper("a"), builder.AddSleeper("b"));
            a.WithReferenceRelationship(b);
            b.WithReferenceRelationship(a);
        });
        await application.UntilAsync("a", KnownResourceStates.Running);
        await application.UntilAsync("b", KnownResourceStates.Running);
        int[] pids = [.. application.Pids("a"), .. application.Pids("b")];

        await application.DisposeAsync();

        Assert.Equal(2, pids.Length);
        Assert.DoesNotContain(pids, pid => ProcessTable.IsRunning(pid));
    }

    [Fact]
    public async Task An_exception_before_the_start_leaves_nothing_behind()
    {
        var application = EngineApplication.Build(builder => builder.AddSleeper("tool").ApplicationBuilder.OnBeforeStart((_, _) => throw new InvalidOperationException("not today")));
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => application.App.StartAsync(Engine.Bound()));
        Assert.Equal("not today", exception.Message);
        var engine = application.App.Services.GetRequiredService<EngineHost>().Session;

        await application.DisposeAsync();

        // The engine may have been on its way, and is given up then.
        await Task.WhenAny(engine);
        if (engine.IsCompletedSuccessfully)
        {
            var folder = (await engine).Folder;
            Assert.False(Directory.Exists(folder));
            Assert.Empty(EngineProcesses.Find(Path.Combine(folder, "kubeconfig")).Engine);
        }
    }

    [Fact]
    public async Task A_start_that_is_cancelled_ends_and_leaves_nothing_behind()
    {
        using var source = new CancellationTokenSource();
        var application = EngineApplication.Build(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("never", () => HealthCheckResult.Unhealthy());
            builder.AddSleeper("api").WaitFor(builder.AddSleeper("database").WithHealthCheck("never"));
        });
        var starting = application.App.StartAsync(source.Token);
        await application.UntilAsync("api", KnownResourceStates.Waiting);
        await application.UntilAsync("database", KnownResourceStates.Running);
        var pid = application.Pids("database").Single();
        var folder = await SessionFolderAsync(application);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await application.DisposeAsync();

        Assert.False(ProcessTable.IsRunning(pid));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_run_ends_cleanly_when_it_is_stopped_while_it_starts()
    {
        await using var application = EngineApplication.Build(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("never", () => HealthCheckResult.Unhealthy());
            builder.AddSleeper("api").WaitFor(builder.AddSleeper("database").WithHealthCheck("never"));
        });
        var running = application.App.RunAsync(TestContext.Current.CancellationToken);
        await application.UntilAsync("api", KnownResourceStates.Waiting);

        application.App.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();

        await running.WaitAsync(Engine.Bound());
    }

    [Fact]
    public async Task An_application_that_was_never_started_is_disposed_of()
    {
        var application = EngineApplication.Build(builder => builder.AddSleeper("tool"));
        await application.DisposeAsync();
        await application.DisposeAsync();

        EngineApplication.Build(builder => builder.AddSleeper("tool")).App.Dispose();
    }

    [Fact]
    public async Task Twenty_starts_and_stops_leave_nothing_behind()
    {
        var watch = Stopwatch.StartNew();
        var pids = new ConcurrentBag<int>();
        for (var i = 0; i < 20; i++)
        {
            var application = await EngineApplication.StartAsync(builder => builder.AddSleeper("tool").WithHttpEndpoint());
            await application.UntilAsync("tool", KnownResourceStates.Running);
            pids.Add(application.Pids("tool").Single());
            var folder = await SessionFolderAsync(application);
            foreach (var process in EngineProcesses.Find(Path.Combine(folder, "kubeconfig")).Engine)
            {
                pids.Add(process.Pid);
            }

            await application.DisposeAsync();
            Assert.False(Directory.Exists(folder));
        }

        output.WriteLine($"{watch.ElapsedMilliseconds / 20} ms for each start and stop");
        Assert.Equal(60, pids.Count);
        Assert.DoesNotContain(pids, pid => ProcessTable.IsRunning(pid));
    }

    [Fact]
    public async Task Three_applications_in_one_process_do_not_meet()
    {
        var applications = await Task.WhenAll(Enumerable.Range(0, 3).Select(i =>
            EngineApplication.StartAsync(builder => builder.AddWeb("web").WithEnvironment("NUMBER", i.ToString()).WithHttpHealthCheck("/health"))));
        using var client = new HttpClient();
        for (var i = 0; i < 3; i++)
        {
            await applications[i].UntilHealthyAsync("web");
            Assert.Equal($"{i}", await client.GetStringAsync($"{applications[i].Endpoint("web").Url}/variable/NUMBER", Engine.Bound()));
        }

        await applications[0].DisposeAsync();
        Assert.Equal("1", await client.GetStringAsync($"{applications[1].Endpoint("web").Url}/variable/NUMBER", Engine.Bound()));
        await Task.WhenAll(applications.Select(a => a.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task When_the_engine_is_killed_the_application_says_so_and_shows_it()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddSleeper("tool"));
        await application.UntilAsync("tool", KnownResourceStates.Running);

        foreach (var process in EngineProcesses.Find(Path.Combine(await SessionFolderAsync(application), "kubeconfig")).Engine)
        {
            ProcessTable.Kill(process.Pid);
        }

        await application.UntilAsync("tool", s => KnownResourceStates.TerminalStates.Contains(s.State?.Text));
        await Engine.UntilAsync(() => application.Log.Any(l => l.StartsWith("Critical", StringComparison.Ordinal)));
        Assert.Contains(application.Log, l => l.StartsWith("Critical", StringComparison.Ordinal) && l.Contains("engine", StringComparison.Ordinal));
    }

    private static async Task<string> SessionFolderAsync(EngineApplication application) =>
        (await application.App.Services.GetRequiredService<EngineHost>().Session.WaitAsync(Engine.Bound())).Folder;
}
