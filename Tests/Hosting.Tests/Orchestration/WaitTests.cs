using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Hosting.Orchestration;
using Platform.Hosting.Tests.ApplicationModel;

namespace Platform.Hosting.Tests.Orchestration;

public class WaitTests
{
    [Fact]
    public async Task A_program_starts_after_what_it_waits_for_is_healthy()
    {
        var healthy = false;
        await using var application = EngineApplication.Build(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("database-check", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not yet"));
            var database = builder.AddSleeper("database").WithHealthCheck("database-check");
            builder.AddSleeper("api").WaitFor(database);
        });
        var starting = application.App.StartAsync(Dcp.Engine.Bound());
        await application.UntilAsync("database", s => s.HealthStatus is HealthStatus.Unhealthy);
        await application.UntilAsync("api", KnownResourceStates.Waiting);
        Assert.Empty(application.Pids("api"));

        healthy = true;
        await starting;
        await application.UntilAsync("api", KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_program_starts_after_another_has_ended_with_the_right_code()
    {
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var migrations = builder.AddScript("migrations", "exit 3");
            builder.AddSleeper("api").WaitForCompletion(migrations, exitCode: 3);
            builder.AddSleeper("other").WaitForCompletion(migrations);
        });

        await application.UntilAsync("api", KnownResourceStates.Running);
        await application.UntilAsync("other", KnownResourceStates.FailedToStart);
        await application.LogUntilAsync("other", l => l.Contains("exit code '3', expected '0'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_engine_is_asked_at_once_about_an_end_that_is_waited_for_and_left_alone_about_others()
    {
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var migrations = builder.AddScript("migrations", "exit 0");
            builder.AddScript("other", "exit 0");
            builder.AddSleeper("api").WaitForCompletion(migrations);
        });

        await application.UntilAsync("api", KnownResourceStates.Running);
        await application.UntilAsync("other", KnownResourceStates.Finished);

        var client = application.App.Services.GetRequiredService<EngineHost>().Client;
        var touched = (await client.ListAsync<Platform.Hosting.Dcp.Executable>(Dcp.Engine.Bound()))
            .Where(e => e.Metadata.Annotations?.ContainsKey(Platform.Hosting.Dcp.DcpClient.NudgeAnnotation) is true)
            .Select(e => e.Metadata.Name);
        Assert.StartsWith("migrations", Assert.Single(touched), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_a_program_that_fails_or_ends_fails_too()
    {
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("never", () => HealthCheckResult.Unhealthy());
            var missing = builder.AddExecutable("missing", "/no/such/program", ".");
            var crashing = builder.AddScript("crashing", "exit 1").WithHealthCheck("never");
            builder.AddSleeper("one").WaitFor(missing);
            builder.AddSleeper("two").WaitForStart(missing);
            builder.AddSleeper("three").WaitFor(crashing);
        });

        foreach (var name in (string[])["one", "two", "three"])
        {
            await application.UntilAsync(name, KnownResourceStates.FailedToStart);
            Assert.Empty(application.Pids(name));
        }
    }

    [Fact]
    public async Task A_program_may_wait_on_for_one_that_failed_until_it_is_started_again()
    {
        var marker = Path.Combine(Path.GetTempPath(), $"platform-{Guid.NewGuid():n}");
        await using var application = EngineApplication.Build(builder =>
        {
            var flaky = builder.AddScript("flaky", $"test -e {marker} || exit 1; exec sleep 1000");
            builder.AddSleeper("api").WaitForStart(flaky, WaitBehavior.WaitOnResourceUnavailable).WithRelationship(flaky, "Uses");
        });
        var starting = application.App.StartAsync(Dcp.Engine.Bound());
        await application.UntilAsync("flaky", s => s.ExitCode is 1);

        await File.WriteAllTextAsync(marker, "");
        await application.CommandAsync("flaky", KnownResourceCommands.StartCommand);
        await starting;

        await application.UntilAsync("api", KnownResourceStates.Running);
        File.Delete(marker);
    }

    [Fact]
    public async Task A_waiting_program_can_be_started_all_the_same()
    {
        await using var application = EngineApplication.Build(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("never", () => HealthCheckResult.Unhealthy());
            builder.AddSleeper("api").WaitFor(builder.AddSleeper("database").WithHealthCheck("never"));
        });
        var starting = application.App.StartAsync(Dcp.Engine.Bound());
        await application.UntilAsync("api", KnownResourceStates.Waiting);

        Assert.True((await application.CommandAsync("api", KnownResourceCommands.StartCommand)).Success);

        await starting;
        await application.UntilAsync("api", KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_resource_that_nobody_runs_is_waited_for_by_its_published_state()
    {
        IResourceBuilder<ServerResource> server = null!;
        await using var application = EngineApplication.Build(builder =>
        {
            builder.Configuration["ConnectionStrings:known"] = "x";
            server = builder.AddResource(new ServerResource("server"));
            var joined = builder.AddConnectionString("joined", ReferenceExpression.Create($"{server};a=b"));
            builder.AddSleeper("api").WaitFor(builder.AddConnectionString("known")).WaitFor(builder.AddParameter("p", "v")).WaitFor(joined);
        });
        var starting = application.App.StartAsync(Dcp.Engine.Bound());
        await application.UntilAsync("api", KnownResourceStates.Waiting);
        await application.UntilAsync("joined", KnownResourceStates.Waiting);

        await application.Notifications.PublishUpdateAsync(server.Resource, s => s with { State = KnownResourceStates.Running });
        await starting;

        await application.UntilAsync("api", KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_part_follows_its_whole()
    {
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var server = builder.AddSleeper("server");
            builder.AddSleeper("api").WaitFor(builder.AddResource(new DatabaseResource("database", server.Resource)));
        });
        await application.UntilAsync("api", KnownResourceStates.Running);
        await application.UntilHealthyAsync("database");

        await application.CommandAsync("server", KnownResourceCommands.StopCommand);

        var ended = await application.UntilAsync("database", s => KnownResourceStates.TerminalStates.Contains(s.State?.Text));
        Assert.NotNull(ended.Snapshot.StopTimeStamp);
    }
}
