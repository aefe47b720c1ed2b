using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost.Report;

namespace Platform.AppHost.Tests;

public sealed class StartReportTests
{
    private static readonly (string From, string To)[] Edges = [("migrations", "postgres"), ("api", "migrations"), ("api", "redis")];

    [Fact]
    public void The_steps_of_the_chain_add_up_to_the_whole_start()
    {
        var timeline = Start(postgres: 0.1, redis: 0.05);

        var chain = Chain(timeline);

        Assert.Equal(timeline.ReadyAt, chain.Sum(step => step.Seconds), precision: 6);
        Assert.Equal(["", "postgres", "migrations", "api"], Resources(timeline));
    }

    [Fact]
    public void Slowing_a_resource_moves_the_chain_to_it()
    {
        Assert.DoesNotContain("redis", Resources(Start(postgres: 0.1, redis: 0.05)));

        var slowed = Start(postgres: 0.1, redis: 3);

        Assert.Equal(["", "redis", "api"], Resources(slowed));
        Assert.Equal(slowed.ReadyAt, Chain(slowed).Sum(step => step.Seconds), precision: 6);
        Assert.Equal(3, Chain(slowed).Single(step => step is { Resource: "redis", What: "becoming ready" }).Seconds, precision: 6);
    }

    [Fact]
    public void A_resource_that_runs_to_completion_is_ready_when_it_has_ended()
    {
        var timeline = new StartTimeline(["migrations"], new HashSet<string> { "migrations" });

        timeline.Note("migrations", KnownResourceStates.Running, HealthStatus.Healthy, null, at: 1);
        Assert.False(timeline.IsReady);

        timeline.Note("migrations", KnownResourceStates.Finished, null, 0, at: 2);
        Assert.True(timeline.IsReady);
        Assert.Equal(2, timeline.ReadyAt);
    }

    [Fact]
    public void A_resource_that_failed_is_not_ready()
    {
        var timeline = new StartTimeline(["migrations"], new HashSet<string> { "migrations" });

        timeline.Note("migrations", KnownResourceStates.Finished, null, 3, at: 1);

        Assert.False(timeline.IsReady);
    }

    [Fact]
    public void The_console_shows_one_address_per_resource_and_the_chain()
    {
        var report = new StartReport(
            1.234, [new("api", 0.1, 0.2, 0.3, 1.234)], [new("", "AppHost and engine", 0.2), new("api", "starting", 0.1), new("api", "becoming ready", 0.934)]);

        var text = ReadyText.Of(report, [new("dashboard", "http://localhost:18888/login?t=x"), new("api", "http://localhost:8080")], StartReportDetail.Summary);

        Assert.Equal(
            """
            Platform ready in 1.23 s

              dashboard  http://localhost:18888/login?t=x
              api        http://localhost:8080

              Critical chain: AppHost and engine 0.20 > api starting 0.10 > api becoming ready 0.93

              Ctrl-C stops everything.

            """,
            text,
            ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("Finished", 0, false)]
    [InlineData("Finished", 1, true)]
    [InlineData("Exited", 137, true)]
    [InlineData("Exited", 143, false)]
    [InlineData("FailedToStart", null, true)]
    [InlineData("Running", null, false)]
    public void Failures_are_told_from_ends(string state, int? exitCode, bool isFailure) => Assert.Equal(
        isFailure,
        ResourceFailure.IsFailure(new CustomResourceSnapshot { ResourceType = "Executable", Properties = [], State = state, ExitCode = exitCode }));

    [Fact]
    public void Log_lines_lose_the_time_that_the_engine_adds() =>
        Assert.Equal("ready", LogText.WithoutTimestamp("2026-11-20T13:05:16.1234567Z ready"));

    // The engine is there at 0.2; postgres and redis start together; migrations take 0.3 and the api 0.4.
    private static StartTimeline Start(double postgres, double redis)
    {
        var timeline = new StartTimeline(["postgres", "redis", "migrations", "api"], new HashSet<string> { "migrations" });
        Run("postgres", 0.2, postgres);
        Run("redis", 0.2, redis);
        timeline.Note("migrations", KnownResourceStates.Waiting, null, null, 0.2);
        timeline.Note("api", KnownResourceStates.Waiting, null, null, 0.2);
        var migrated = 0.25 + postgres + 0.01;
        timeline.Note("migrations", KnownResourceStates.Starting, null, null, migrated);
        timeline.Note("migrations", KnownResourceStates.Running, HealthStatus.Healthy, null, migrated);
        timeline.Note("migrations", KnownResourceStates.Finished, null, 0, migrated + 0.3);
        Run("api", Math.Max(migrated + 0.3, 0.25 + redis) + 0.01, 0.4);
        return timeline;

        void Run(string name, double at, double untilReady)
        {
            timeline.Note(name, KnownResourceStates.Starting, null, null, at);
            timeline.Note(name, KnownResourceStates.Running, HealthStatus.Unhealthy, null, at + 0.05);
            timeline.Note(name, KnownResourceStates.Running, HealthStatus.Healthy, null, at + 0.05 + untilReady);
        }
    }

    private static IReadOnlyList<ChainStep> Chain(StartTimeline timeline) => CriticalChain.Find(
        timeline.Times, name => Edges.Where(edge => edge.From == name).Select(edge => (edge.To, timeline.Times[edge.To].Ready!.Value)));

    private static IEnumerable<string> Resources(StartTimeline timeline) => Chain(timeline).Select(step => step.Resource).Distinct();
}
