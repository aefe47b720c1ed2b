using System.Text.RegularExpressions;

namespace Platform.Tests.Processes;

/// <summary>The make targets that act on the environment.</summary>
public sealed class MakeTests
{
    [Fact]
    public async Task Targets_act_on_the_environment_running_or_not()
    {
        // With its state folder as an argument, which targets are not given.
        var state = AppHostProcess.NewState();
        await using var run = AppHostProcess.Start(state, arguments: [$"--Platform:State={state}"], environment: new Dictionary<string, string?> { ["Platform__State"] = null });
        await run.WaitUntilReadyAsync();
        if (!Make.IsRepositoryRunning)
        {
            var (exitCode, found) = await Make.TryRunAsync(state: null, run.Ports, "psql-url");
            Assert.Equal((0, await Make.RunAsync(run, "psql-url")), (exitCode, found));
        }

        Assert.StartsWith("postgresql://owner:", await Make.RunAsync(run, "psql-url"), StringComparison.Ordinal);
        Assert.Contains("up to date", await Make.RunAsync(run, "migrate"), StringComparison.Ordinal);
        Assert.Contains("The model and the database agree", await Make.RunAsync(run, "db-check"), StringComparison.Ordinal);
        Assert.Contains("scale 2", await Make.RunAsync(run, "seed", "SCALE=2"), StringComparison.Ordinal);
        Assert.Contains("The cache is empty.", await Make.RunAsync(run, "flush-cache"), StringComparison.Ordinal);
        Assert.Contains("redis: restart done.", await Make.RunAsync(run, "restart", $"RESOURCE={ResourceNames.Redis}"), StringComparison.Ordinal);

        Assert.Contains($"Stopped {ResourceNames.Api}, {ResourceNames.Redis}.", await Make.RunAsync(run, "stop", $"RESOURCE={ResourceNames.Redis}", "DEPENDENTS=1"), StringComparison.Ordinal);
        Assert.Contains($"Started {ResourceNames.Redis}, {ResourceNames.Api}.", await Make.RunAsync(run, "start", $"RESOURCE={ResourceNames.Api}"), StringComparison.Ordinal);
        Assert.Contains("storage: stop done.", await Make.RunAsync(run, "stop", $"RESOURCE={ResourceNames.Storage}"), StringComparison.Ordinal);
        var (unwell, stopped) = await Make.TryRunAsync(run.State, run.Ports, "health");
        Assert.True(unwell != 0 && Regex.IsMatch(stopped, $"{ResourceNames.Storage} +(Finished|Exited)"), $"make health ended with {unwell}:\n{stopped}");
        Assert.Contains("Started storage.", await Make.RunAsync(run, "start", $"RESOURCE={ResourceNames.Storage}"), StringComparison.Ordinal);

        var health = await Make.RunAsync(run, "health");
        Assert.Matches($"{ResourceNames.Api} +Running +Healthy", health);
        Assert.Matches($"{ResourceNames.Migrations} +Finished", health);

        using (var anna = await ShopCustomer.LogInAsync(run))
        {
            await anna.PutIntoCartAsync(3);
        }

        await ShopDatabase.KillServerAsync(run);
        await Wait.UntilAsync(
            async () => await Make.TryRunAsync(run.State, run.Ports, "health") is (not 0, var output) && output.Contains(ResourceNames.Postgres, StringComparison.Ordinal),
            () => "make health does not fail without PostgreSQL");

        run.Terminate();
        Assert.Equal(0, await run.WaitForExitAsync());
        if (SuiteForm.IsContainer)
        {
            var (exitCode, output) = await Make.TryRunAsync(run.State, run.Ports, "migrate");
            Assert.NotEqual(0, exitCode);
            Assert.Contains("PostgreSQL runs as a container here, and this clone does not run. Start it: ", output, StringComparison.Ordinal);
            return;
        }

        // The same on the data that stays.
        Assert.Contains("up to date", await Make.RunAsync(run, "migrate"), StringComparison.Ordinal);
        Assert.Contains("scale 3", await Make.RunAsync(run, "seed", "SCALE=3"), StringComparison.Ordinal);
        Assert.Contains("The model and the database agree", await Make.RunAsync(run, "db-check"), StringComparison.Ordinal);
        Assert.Contains("The cache is empty.", await Make.RunAsync(run, "flush-cache"), StringComparison.Ordinal);
        await using var again = AppHostProcess.Start(state, run.Ports);
        await again.WaitUntilReadyAsync();
        await using var database = await ShopDatabase.OpenAsync(again);
        Assert.Equal([3 * 520], await database.ColumnAsync<long>("select count(*) from products"));
        using var returning = await ShopCustomer.LogInAsync(again);
        Assert.Equal(0, await returning.InCartAsync());
    }

    [Theory]
    [InlineData("This clone does not run", "health")]
    [InlineData("There is no data of postgres", "seed")]
    [InlineData("There is no data of postgres", "db-check")]
    [InlineData("This clone does not run", "restart", "RESOURCE=api")]
    [InlineData("NAME is missing", "snapshot")]
    [InlineData("There is no data of postgres", "snapshot", "NAME=x")]
    [InlineData("cannot be a snapshot's name", "snapshot", "NAME=../x")]
    [InlineData("There is no snapshot 'x'", "restore", "NAME=x")]
    [InlineData("There is no snapshot 'x'", "snapshot-export", "NAME=x", "FILE=x.tar.gz")]
    [InlineData("There is no file", "snapshot-import", "FILE=nowhere.tar.gz")]
    [InlineData("Nothing was changed", "reset")]
    [InlineData("RESOURCE is missing", "restart")]
    public async Task Targets_say_what_they_lack(string message, params string[] arguments)
    {
        var (exitCode, output) = await Make.TryRunAsync(AppHostProcess.NewState(), AppHostProcess.FreePorts(), arguments);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_else_to_ask_for_is_refused_with_what_there_is()
    {
        await using var run = AppHostProcess.Start(arguments: ["helth"]);

        Assert.Equal(1, await run.WaitForExitAsync());
        Assert.Contains("'helth' is none of the things that can be asked for: psql-url, ", run.Output, StringComparison.Ordinal);
    }
}
