using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Platform.Tests.Processes;

/// <summary>The official aspire CLI drives the environment. Exit codes and messages are those it has with the official library.</summary>
public sealed class CliTests
{
    [Fact]
    public async Task The_official_CLI_sees_the_environment_drives_it_and_stops_it()
    {
        SkipUnlessLinux();
        using var aspire = new AspireCli();
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?>(aspire.Environment) { ["Platform__Faults"] = "true" });
        await run.WaitUntilReadyAsync();
        await run.WaitForOutputAsync("/login?t=");
        using (var api = run.CreateApiClient())
        {
            Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
        }

        // A start makes no developer certificate, and so there is no HTTPS.
        Assert.False(Directory.Exists(Path.Combine(aspire.Environment["HOME"]!, ".dotnet", "corefx")));
        Assert.DoesNotContain("https://localhost", run.Output, StringComparison.Ordinal);

        var running = Assert.Single(Running(aspire).EnumerateArray());
        Assert.Equal(run.Id, running.GetProperty("appHostPid").GetInt32());
        Assert.Equal("running", running.GetProperty("status").GetString());
        Assert.StartsWith($"http://localhost:{run.Ports["dashboard"]}/login?t=", running.GetProperty("dashboardUrl").GetString(), StringComparison.Ordinal);

        Describes(aspire.Run("describe", "--format", "Json"));
        Assert.Matches("postgres .*Running .*Healthy", aspire.Run("describe"));

        Assert.Contains("ready to accept connections", aspire.Run("logs", ResourceNames.Postgres), StringComparison.Ordinal);
        Assert.Equal(2, AspireCli.Json(aspire.Run("logs", ResourceNames.Redis, "--tail", "2", "--format", "Json")).GetProperty("logs").GetArrayLength());
        aspire.Run("resource", ResourceNames.Redis, "restart");
        aspire.Run("wait", ResourceNames.Redis, "--status", "healthy");
        ChangesAParameter(aspire);
        await HasTelemetryAsync(aspire);
        Exports(aspire);
        FailsAsWithTheOfficialLibrary(aspire);
        FindsTheAppHostInTheClone(aspire, run.Id);
        PassesArgumentsToCommands(aspire);
        TellsAFailureFromAWait(aspire);
        aspire.Run("resource", ResourceNames.Storage, "stop");
        aspire.Run("wait", ResourceNames.Storage, "--status", "down");

        using var logs = aspire.Begin("logs", ResourceNames.Redis, "--follow");
        using var states = aspire.Begin("describe", "--follow");
        aspire.Run("resource", ResourceNames.Redis, "restart");

        aspire.Run("stop");

        Assert.Equal(0, await run.WaitForExitAsync());
        await run.WaitUntilNothingIsLeftAsync();

        // Those who follow end with the environment, and that is no failure.
        Assert.Contains("Ready to accept connections", logs.Output(), StringComparison.Ordinal);
        Assert.Contains(ResourceNames.Postgres, states.Output(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (logs.ExitCode, states.ExitCode));
        Assert.Equal(0, Running(aspire).GetArrayLength());
        Assert.Contains("No AppHost is currently running", aspire.Run("describe"), StringComparison.Ordinal);
        Assert.Contains("No AppHost is currently running", aspire.Run("stop"), StringComparison.Ordinal);
        Fails(aspire, 7, "No AppHost is currently running", "wait", ResourceNames.Api);
        Fails(aspire, 7, "No AppHost is currently running", "resource", ResourceNames.Api, "restart");
    }

    [Fact]
    public async Task The_official_CLI_starts_the_environment_in_the_background_and_an_isolated_copy_in_its_place()
    {
        SkipUnlessLinux();
        var mark = Guid.NewGuid().ToString("N");
        var settings = Settings(mark);
        using var aspire = new AspireCli(settings);

        // It finds the AppHost by aspire.config.json, in a folder above.
        var started = AspireCli.Json(aspire.RunIn(Path.Combine(Worktree.Original, "Api"), "start", "--no-build", "--format", "Json"));

        Assert.Equal(started.GetProperty("appHostPid").GetInt32(), Assert.Single(Running(aspire).EnumerateArray()).GetProperty("appHostPid").GetInt32());
        Assert.StartsWith($"http://localhost:{settings["Platform__Ports__dashboard"]}/login?t=", started.GetProperty("dashboardUrl").GetString(), StringComparison.Ordinal);
        aspire.Run("wait", ResourceNames.Api);

        // Of one AppHost the CLI lets one run at a time, and an isolated one has ports of its own.
        var isolated = AspireCli.Json(aspire.Run("start", "--isolated", "--no-build", "--format", "Json"));

        Assert.Equal(isolated.GetProperty("appHostPid").GetInt32(), Assert.Single(Running(aspire).EnumerateArray()).GetProperty("appHostPid").GetInt32());
        Assert.Contains("/login?t=", isolated.GetProperty("dashboardUrl").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(new Uri(started.GetProperty("dashboardUrl").GetString()!).Port, new Uri(isolated.GetProperty("dashboardUrl").GetString()!).Port);
        aspire.Run("wait", ResourceNames.Api);
        Assert.DoesNotContain($"localhost:{settings[$"Platform__Ports__{ResourceNames.Api}"]}", aspire.Run("describe", "--format", "Json"), StringComparison.Ordinal);
        aspire.RunGlobal("stop", "--all");
        await NothingIsLeftAsync(mark);
    }

    [Fact]
    public async Task The_official_CLI_runs_the_environment_until_it_is_interrupted()
    {
        SkipUnlessLinux();
        var mark = Guid.NewGuid().ToString("N");
        using var aspire = new AspireCli(Settings(mark));
        using var run = aspire.Begin("run", "--no-build");
        await Wait.UntilAsync(() => Running(aspire).GetArrayLength() == 1, () => "aspire ps shows no AppHost");
        aspire.Run("wait", ResourceNames.Api);

        run.Interrupt();

        var output = run.Output();
        Assert.True(run.ExitCode == 0, output);
        Assert.Contains("/login?t=", output, StringComparison.Ordinal);
        await NothingIsLeftAsync(mark);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("run")]
    public async Task A_start_that_fails_ends_with_the_reason(string command)
    {
        SkipUnlessLinux();
        var mark = Guid.NewGuid().ToString("N");
        using var aspire = new AspireCli(Settings(mark, ("Platform__Form", "nonsense")));

        // Which exit code it is depends on whether the CLI sees the AppHost's output or its end first.
        var (exitCode, output) = aspire.TryRun(command, "--no-build");
        Assert.True(exitCode != 0 && output.Contains("Platform:Form is 'nonsense'. Use auto, container, process.", StringComparison.Ordinal), $"aspire {command} ended with {exitCode}:\n{output}");
        await NothingIsLeftAsync(mark);
    }

    [Fact]
    public void The_CLIs_own_doctor_finds_the_AppHost()
    {
        SkipUnlessLinux();
        using var aspire = new AspireCli();

        var checks = AspireCli.Json(aspire.RunGlobal("doctor", "--format", "Json")).GetProperty("checks").EnumerateArray().ToList();

        Assert.DoesNotContain(checks, check => check.GetProperty("status").GetString() == "fail");
        Assert.Contains(checks, check => check.GetProperty("name").GetString() == "apphost-version" && check.GetProperty("status").GetString() == "pass");
    }

    private static void Describes(string output)
    {
        var resources = AspireCli.Json(output).GetProperty("resources").EnumerateArray().ToLookup(r => r.GetProperty("displayName").GetString());
        Assert.Equal("Healthy", Assert.Single(resources[ResourceNames.Postgres]).GetProperty("healthStatus").GetString());
        Assert.Equal("Running", Assert.Single(resources[ResourceNames.Api]).GetProperty("state").GetString());
        Assert.True(Assert.Single(resources[ResourceNames.Api]).GetProperty("commands").TryGetProperty("rebuild", out _));
        Assert.Equal("Finished", Assert.Single(resources[ResourceNames.Migrations]).GetProperty("state").GetString());
        var database = Assert.Single(resources[ResourceNames.ShopDb]).GetProperty("properties");
        Assert.StartsWith(ResourceNames.Postgres, database.GetProperty("resource.parentName").GetString(), StringComparison.Ordinal);
    }

    private static void ChangesAParameter(AspireCli aspire)
    {
        const string parameter = "payment-webhook-key";

        // One that the API accepts when it is started again.
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Fails(aspire, 1, "Required option '--value' was not provided", "resource", parameter, "set-parameter");
        aspire.Run("resource", parameter, "set-parameter", "--value", key);
        aspire.Run("resource", parameter, "delete-parameter");
        Assert.Equal("ValueMissing", State());
        aspire.Run("resource", parameter, "set-parameter", "--value", key);
        Assert.Equal("Running", State());

        string? State() => AspireCli.Json(aspire.Run("describe", parameter, "--format", "Json")).GetProperty("resources")[0].GetProperty("state").GetString();
    }

    private static async Task HasTelemetryAsync(AspireCli aspire)
    {
        await ContainsAsync("api/v1/products", "spans", "--search", "api/v1/products");
        await ContainsAsync("Now listening on", "logs");
        await ContainsAsync("\"spans\"", "traces");

        async Task ContainsAsync(string text, string what, params string[] more)
        {
            var output = "";
            await Wait.UntilAsync(
                () => (output = aspire.Run(["otel", what, ResourceNames.Api, .. more, "--format", "Json"])).Contains(text, StringComparison.Ordinal),
                () => $"aspire otel {what}: {output}");
            Assert.Equal(JsonValueKind.Array, AspireCli.Json(output).ValueKind);
        }
    }

    private static void Exports(AspireCli aspire)
    {
        var export = Path.Combine(Directory.CreateTempSubdirectory("export").FullName, "export.zip");
        aspire.Run("export", "--output", export);
        using (var archive = ZipFile.OpenRead(export))
        {
            string[] expected = [$"resources/{ResourceNames.Api}.json", $"consolelogs/{ResourceNames.Postgres}.txt", $"structuredlogs/{ResourceNames.Api}.json", $"traces/{ResourceNames.Api}.json"];
            Assert.Empty(expected.Except(archive.Entries.Where(entry => entry.Length > 0).Select(entry => entry.FullName)));
        }

        Directory.Delete(Path.GetDirectoryName(export)!, recursive: true);
    }

    private static void FailsAsWithTheOfficialLibrary(AspireCli aspire)
    {
        Fails(aspire, 7, "Resource 'nosuch' not found.", "describe", "nosuch");
        Fails(aspire, 1, "Resource 'nosuch' was not found.", "logs", "nosuch");
        Fails(aspire, 1, "Resource 'nosuch' not found.", "otel", "logs", "nosuch");
        Fails(aspire, 18, "Resource 'nosuch' was not found.", "wait", "nosuch");
        Fails(aspire, 17, "Timed out waiting for resource 'api' to be down", "wait", ResourceNames.Api, "--status", "down", "--timeout", "1");
        Fails(aspire, 16, "Resource 'nosuch' not found.", "resource", "nosuch", "restart");
        Fails(aspire, 16, "Command 'nosuch' not available for resource 'redis'.", "resource", ResourceNames.Redis, "nosuch");
    }

    // It takes what runs below the folder that it is in; elsewhere it asks, and here is nobody to answer.
    private static void FindsTheAppHostInTheClone(AspireCli aspire, int pid)
    {
        Describes(aspire.RunIn(Worktree.Original, "describe", "--format", "Json"));
        aspire.RunIn(Worktree.Original, "wait", ResourceNames.Api);
        var running = AspireCli.Json(aspire.RunIn(Path.Combine(Worktree.Original, "Api"), "ps", "--format", "Json"));
        Assert.Equal(pid, Assert.Single(running.EnumerateArray()).GetProperty("appHostPid").GetInt32());
    }

    private static void PassesArgumentsToCommands(AspireCli aspire)
    {
        aspire.Run("resource", ResourceNames.ShopDb, "snapshot", "--name", "from-the-cli");
        aspire.Run("resource", ResourceNames.ShopDb, "seed", "--scale", "2");
        Fails(aspire, 16, "The scale is '0'", "resource", ResourceNames.ShopDb, "seed", "--scale", "0");
        aspire.Run("resource", ResourceNames.ShopDb, "restore", "--name", "from-the-cli");
        Fails(aspire, 16, "There is no snapshot 'nosuch'", "resource", ResourceNames.ShopDb, "restore", "--name", "nosuch");
        aspire.Run("resource", ResourceNames.ShopDb, "snapshot-delete", "--name", "from-the-cli");
        aspire.Run("resource", ResourceNames.Redis, "slow-down", "--latency", "500");
        Fails(aspire, 16, "must be a whole number of milliseconds", "resource", ResourceNames.Redis, "slow-down", "--latency", "99999999");
        aspire.Run("resource", ResourceNames.Redis, "heal");
    }

    private static void TellsAFailureFromAWait(AspireCli aspire)
    {
        aspire.Run("resource", ResourceNames.Api, "kill");
        aspire.Run("wait", ResourceNames.Api, "--status", "down");
        Fails(aspire, 18, "failed", "wait", ResourceNames.Api);
        aspire.Run("resource", ResourceNames.Api, "start");
        aspire.Run("wait", ResourceNames.Api);
    }

    private static void Fails(AspireCli aspire, int exitCode, string message, params string[] arguments)
    {
        var (actual, output) = aspire.TryRun(arguments);
        Assert.True(actual == exitCode && output.Contains(message, StringComparison.Ordinal), $"aspire {string.Join(' ', arguments)} ended with {actual}:\n{output}");
    }

    private static JsonElement Running(AspireCli aspire) => AspireCli.Json(aspire.RunGlobal("ps", "--format", "Json"));

    private static Dictionary<string, string?> Settings(string mark, params (string Name, string Value)[] more)
    {
        var settings = AppHostProcess.FreePorts().ToDictionary(port => $"Platform__Ports__{port.Key}", port => (string?)port.Value);
        settings["Platform__State"] = AppHostProcess.NewState();
        settings["Platform__Monitoring"] = "false";
        settings[MarkedProcesses.Variable] = mark;
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    // A stop ends when the AppHost is gone; the CLI in the background follows.
    private static Task NothingIsLeftAsync(string mark) => Wait.UntilAsync(
        () => MarkedProcesses.Find(mark).Count == 0,
        () => string.Join('\n', MarkedProcesses.Find(mark).Values));

    private static void SkipUnlessLinux() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The CLI is taken from the tool cache, and its home folder from HOME, as on Linux.");
}
