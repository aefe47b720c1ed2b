namespace Platform.Tests.Processes;

/// <summary><c>make logs</c>.</summary>
public sealed class LogsTests
{
    [Fact]
    public async Task The_lines_of_one_request_are_found_followed_and_still_there_after_a_stop()
    {
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();
        Assert.Contains("api: Now listening on: ", await Make.RunAsync(run, "logs", $"SERVICE={ResourceNames.Api}"), StringComparison.Ordinal);
        Assert.Contains($"{ResourceNames.Storage}: Now listening on: ", await Make.RunAsync(run, "logs"), StringComparison.Ordinal);

        // What programs print that write no files themselves, also after a restart. The image first starts a server to make the database with.
        await LinesAsync(run, ResourceNames.Postgres, "database system is ready to accept connections", SuiteForm.IsContainer ? 2 : 1);
        await LinesAsync(run, ResourceNames.Redis, "Ready to accept connections", 1);
        await LinesAsync(run, ResourceNames.Migrations, "Starting process", 1);
        await Make.RunAsync(run, "restart", $"RESOURCE={ResourceNames.Redis}");
        await LinesAsync(run, ResourceNames.Redis, "Ready to accept connections", 2);

        // A refused sign-in is logged.
        var correlation = Guid.NewGuid().ToString("N");
        using (var api = run.CreateApiClient())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/orders") { Headers = { { "X-Correlation-ID", correlation } } };
            (await api.SendAsync(request, TestContext.Current.CancellationToken)).Dispose();
        }

        var lines = "";
        await Wait.UntilAsync(async () => (lines = await Make.RunAsync(run, "logs", $"CORRELATION={correlation}")).Length > 0, () => "the request is not in the logs");
        Assert.Contains("HTTP POST /api/v1/orders answered 401", lines, StringComparison.Ordinal);
        Assert.All(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains($"[{correlation}]", line, StringComparison.Ordinal));
        Assert.Empty(await Make.RunAsync(run, "logs", $"CORRELATION={correlation}", "LEVEL=error"));
        Assert.Single((await Make.RunAsync(run, "logs", "TAIL=1")).Split('\n', StringSplitOptions.RemoveEmptyEntries));

        run.Terminate();
        await run.WaitForExitAsync();
        Assert.Contains(correlation, await Make.RunAsync(run, "logs", "LEVEL=info"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_a_service_before_it_can_log_is_there_too()
    {
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["Cart__Days"] = "some" });

        var lines = "";
        await Wait.UntilAsync(
            async () => (lines = (await Make.TryRunAsync(run.State, run.Ports, "logs", $"SERVICE={ResourceNames.Api}")).Output).Contains("Cart__Days", StringComparison.Ordinal),
            () => $"{lines}\n{run.Output}");
        Assert.Contains(" api: ", lines, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(run.State, "logs"), "api-console-*.clef"));
    }

    private static async Task LinesAsync(AppHostProcess run, string service, string text, int count)
    {
        var lines = "";
        await Wait.UntilAsync(
            async () => (lines = await Make.RunAsync(run, "logs", $"SERVICE={service}")).Split(text).Length - 1 == count && lines.Length > 0,
            () => $"'{text}' is not there {count} times:\n{lines}");
        Assert.All(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => char.IsAsciiDigit(line[0])), line => Assert.Contains($" {service}: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("There are no log files in ")]
    [InlineData("'loud' is no level. Use verbose, debug, information, warning, error, fatal.", "LEVEL=loud")]
    [InlineData("--tail is 'some'.", "TAIL=some")]
    public async Task What_cannot_be_shown_is_explained(string message, params string[] arguments)
    {
        var (exitCode, output) = await Make.TryRunAsync(AppHostProcess.NewState(), AppHostProcess.FreePorts(), ["logs", .. arguments]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }
}
