using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Orchestration;

public class StartTests
{
    [Fact]
    public async Task Programs_run_with_their_arguments_environment_and_folder_until_the_application_stops()
    {
        var folder = Directory.CreateTempSubdirectory();
        var application = await EngineApplication.StartAsync(builder => builder
            .AddExecutable("tool", "/bin/sh", folder.FullName, "-c", "echo \"$0|$VALUE|$(pwd)\"; exec sleep 1000", "a b")
            .WithEnvironment("VALUE", "x y"));
        await application.UntilAsync("tool", KnownResourceStates.Running);

        Assert.Contains($"a b|x y|{folder.FullName}", await application.LogUntilAsync("tool", line => line.StartsWith("a b|", StringComparison.Ordinal)));
        var pid = Assert.Single(application.Pids("tool"));
        await application.DisposeAsync();

        Assert.False(ProcessTable.IsRunning(pid));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_fails_alone_and_says_why()
    {
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.AddExecutable("missing", "/no/such/program", ".");
            builder.AddExecutable("homeless", "/bin/true", "/no/such/folder");
            builder.AddProgramWithMissingParameter("poor");
            builder.AddSleeper("other");
        });

        await application.UntilAsync("other", KnownResourceStates.Running);
        foreach (var name in (string[])["missing", "homeless", "poor"])
        {
            await application.UntilAsync(name, KnownResourceStates.FailedToStart);
        }

        Assert.Contains(await application.LogUntilAsync("homeless", l => l.Contains("does not exist", StringComparison.Ordinal)), l => l.Contains("/no/such/folder", StringComparison.Ordinal));
        Assert.Contains(await application.LogUntilAsync("poor", l => l.Contains("TOKEN", StringComparison.Ordinal)), l => l.Contains("Parameters__token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_taken_port_fails_its_resource_alone_and_is_named()
    {
        using var holder = new TcpListener(System.Net.IPAddress.Loopback, 0);
        holder.Start();
        var port = ((System.Net.IPEndPoint)holder.LocalEndpoint).Port;

        await using var application = await EngineApplication.StartAsync(
            builder =>
            {
                builder.AddSleeper("taken").WithHttpEndpoint(port);
                builder.AddSleeper("other");
            },
            "--DcpPublisher:RandomizePorts=false");

        await application.UntilAsync("taken", KnownResourceStates.FailedToStart);
        await application.UntilAsync("other", KnownResourceStates.Running);
        await application.LogUntilAsync("taken", l => l.Contains($"port {port}", StringComparison.Ordinal));
        Assert.Contains(application.Log, l => l.StartsWith("Error", StringComparison.Ordinal) && l.Contains($"port {port}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_copy_of_a_replicated_project_is_behind_the_same_address()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddWeb("web").WithReplicas(2).WithHttpHealthCheck("/health"));
        await application.UntilHealthyAsync("web");
        await Engine.UntilAsync(() => application.Pids("web").Length is 2);
        var client = new HttpClient { BaseAddress = new(application.Endpoint("web", "http").Url) };
        var expected = application.Pids("web").Order().ToArray();

        var seen = new SortedSet<int>();
        var bound = Engine.Bound();
        while (seen.Count < 2)
        {
            using var fresh = new HttpClient { BaseAddress = client.BaseAddress };
            seen.Add(int.Parse(await fresh.GetStringAsync("/", bound)));
        }

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task Without_a_proxy_a_program_listens_on_the_address_itself()
    {
        await using var application = await EngineApplication.StartAsync(builder =>
            builder.AddWeb("web", isProxied: false).WithHttpHealthCheck("/health"));
        await application.UntilHealthyAsync("web");

        var endpoint = application.Endpoint("web", "http");
        using var client = new HttpClient { BaseAddress = new(endpoint.Url) };

        Assert.Equal(application.Pids("web").Single(), int.Parse(await client.GetStringAsync("/", Engine.Bound())));
        Assert.Equal(endpoint.Port, endpoint.TargetPort);
    }

    [Fact]
    public async Task Copies_without_a_proxy_fail_with_what_to_do()
    {
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.AddWeb("web", isProxied: false).WithReplicas(2);
            builder.AddSleeper("other");
        });

        await application.UntilAsync("web", KnownResourceStates.FailedToStart);
        await application.UntilAsync("other", KnownResourceStates.Running);
        Assert.Contains(application.Log, l => l.Contains("2 replicas", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_resource_with_an_explicit_start_waits_for_its_command()
    {
        await using var application = await EngineApplication.StartAsync(builder => builder.AddSleeper("tool").WithExplicitStart());
        await application.UntilAsync("tool", KnownResourceStates.NotStarted);

        var result = await application.CommandAsync("tool", KnownResourceCommands.StartCommand);

        Assert.True(result.Success, result.Message);
        await application.UntilAsync("tool", KnownResourceStates.Running);
    }
}
