using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Tests.Forms;

namespace Platform.Tests.Processes;

/// <summary>Central logs, with stand-ins in the place of an unpacked Elasticsearch and Kibana.</summary>
public sealed class CentralLogsTests
{
    [Fact]
    public async Task Lines_of_all_services_arrive_once_also_when_Elasticsearch_is_killed_and_Kibana_is_set_up()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An unpacked Elasticsearch runs on Linux and macOS only.");
        using var elasticsearch = UnpackedProgram.Elasticsearch();
        using var kibana = UnpackedProgram.Kibana();
        var port = AppHostProcess.FreePorts()[ResourceNames.Redis];
        await AssertLinesArriveAsync(
            async (run, elasticsearchPort) =>
            {
                await AssertKibanaIsSetUpAsync(run, port);
                await AssertEachLineArrivesOnceAsync(run, elasticsearchPort, elasticsearch);
            },
            ("Platform__Elasticsearch__Path", elasticsearch.Path),
            ("Platform__Kibana__Path", kibana.Path),
            ("Platform__Ports__kibana", port));
    }

    [Fact]
    public async Task Lines_arrive_in_an_Elasticsearch_that_is_a_container()
    {
        await ContainerEngine.RequireAsync("Elasticsearch");
        await AssertLinesArriveAsync((_, _) => Task.CompletedTask, ("Platform__Forms__elasticsearch", "container"), ("Platform__Forms__kibana", "process"));
    }

    [Fact]
    public async Task An_Elasticsearch_that_is_not_there_is_skipped_and_said()
    {
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["Platform__Elasticsearch__Path"] = Path.GetTempPath() });
        await run.WaitUntilReadyAsync();

        Assert.Contains("elasticsearch is skipped: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Platform:Elasticsearch:Path has to be the folder of an unpacked Elasticsearch", run.Output, StringComparison.Ordinal);
    }

    private static async Task AssertLinesArriveAsync(Func<AppHostProcess, string, Task> andThen, params (string Name, string Value)[] settings)
    {
        var port = AppHostProcess.FreePorts()[ResourceNames.Api];
        var environment = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        environment["Platform__Ports__elasticsearch"] = port;
        environment["Platform__Logs__RetentionDays"] = "7";
        await using var run = AppHostProcess.Start(environment: environment);
        await run.WaitUntilReadyAsync();
        var correlation = Guid.NewGuid().ToString("N");
        using (var api = run.CreateApiClient())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/orders") { Headers = { { "X-Correlation-ID", correlation } } };
            (await api.SendAsync(request, TestContext.Current.CancellationToken)).Dispose();
        }

        var answer = "";
        await Wait.UntilAsync(
            async () => (answer = await SearchAsync(run, port, "log-reader", "log_reader", $$"""{"term":{"correlation.id":"{{correlation}}"} }""")).Contains("HTTP POST /api/v1/orders answered 401", StringComparison.Ordinal),
            () => $"The request's line is not there: {answer}\n{run.Output}");
        Assert.Contains("\"status_code\":401", answer, StringComparison.Ordinal);
        foreach (var (service, text) in new[] { (ResourceNames.Postgres, "ready to accept connections"), (ResourceNames.Redis, "Ready to accept connections"), (ResourceNames.Storage, "Now listening on"), (ResourceNames.LogSetup, "kept for 7 days") })
        {
            await Wait.UntilAsync(
                async () => (answer = await SearchAsync(run, port, "log-reader", "log_reader", $$"""{"term":{"service.name":"{{service}}"} }""")).Contains(text, StringComparison.Ordinal),
                () => $"{service} has no line with '{text}': {answer}");
        }

        // The shipper's user may not read.
        Assert.Contains("security_exception", await SearchAsync(run, port, "log-shipper", "log_shipper", """{"match_all":{}}"""), StringComparison.Ordinal);
        await andThen(run, port);
    }

    private static async Task AssertKibanaIsSetUpAsync(AppHostProcess run, string port)
    {
        var lines = "";
        await Wait.UntilAsync(
            async () => (lines = (await Make.TryRunAsync(run.State, run.Ports, "logs", $"SERVICE={ResourceNames.KibanaSetup}")).Output).Contains("Kibana has 13 searches, dashboards, connectors and rules.", StringComparison.Ordinal),
            () => $"{lines}\n{run.Output}");
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{await SecretAsync(run, ResourceNames.Elasticsearch)}")));
        foreach (var path in new[] { "/api/saved_objects/dashboard/logs-overview", "/api/saved_objects/dashboard/requests-overview", "/api/alerting/rule/4d1d9a34-6a0f-4f2b-9b3e-5f0f6f1f0a01" })
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }
    }

    // Killed in the middle of traffic, and gone for a while: what was answered is there, and what was not comes.
    private static async Task AssertEachLineArrivesOnceAsync(AppHostProcess run, string port, UnpackedProgram elasticsearch)
    {
        using var api = run.CreateApiClient();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sent = 0;
        var traffic = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                (await api.PostAsync("api/v1/orders", null, CancellationToken.None)).Dispose();
                Interlocked.Increment(ref sent);
            }
        });
        await UntilSentAsync(50);
        using (elasticsearch.HoldBack())
        {
            // The shell that started it has become it.
            var (pid, _) = run.Descendants.Single(process => process.Value.Contains("ElasticsearchStandin", StringComparison.Ordinal));
            using var process = Process.GetProcessById(pid);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await UntilSentAsync(Volatile.Read(ref sent) + 50);
        }

        await UntilSentAsync(Volatile.Read(ref sent) + 50);
        await enough.CancelAsync();
        await traffic;

        string[] services = [ResourceNames.Api, ResourceNames.Storage, ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Migrations, ResourceNames.LogSetup];
        var (written, arrived) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        await Wait.UntilAsync(
            async () =>
            {
                written = Directory.EnumerateFiles(Path.Combine(run.State, "logs")).Where(file => services.Any(service => Path.GetFileName(file).StartsWith($"{service}-2", StringComparison.Ordinal)))
                    .ToDictionary(file => Path.GetFileName(file), file => File.ReadLines(file).Count());
                arrived = await ArrivedAsync();
                return written.Count == services.Length && written.All(file => arrived.GetValueOrDefault(file.Key) == file.Value);
            },
            () => $"written: {string.Join(", ", written)}; arrived: {string.Join(", ", arrived)}\n{run.Output}");
        Assert.True(sent > 100);

        Task UntilSentAsync(int count) => Wait.UntilAsync(() => Volatile.Read(ref sent) >= count || traffic.IsFaulted, () => $"{sent} of {count} requests are sent");

        async Task<Dictionary<string, int>> ArrivedAsync()
        {
            var counts = new Dictionary<string, int>();
            foreach (var file in written.Keys)
            {
                using var answer = JsonDocument.Parse(await SearchAsync(run, port, "log-reader", "log_reader", $$"""{"term":{"log.file.name":"{{file}}"} }""") is var text && text.StartsWith('{') ? text : "{}");
                counts[file] = answer.RootElement.TryGetProperty("hits", out var hits) ? hits.GetProperty("total").GetProperty("value").GetInt32() : 0;
            }

            return counts;
        }
    }

    private static async Task<string> SearchAsync(AppHostProcess run, string port, string secret, string user, string query)
    {
        if (await SecretAsync(run, secret) is not { } password)
        {
            return "no password yet";
        }

        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        try
        {
            using var answer = await http.PostAsJsonAsync("/logs-platform-*/_search", JsonSerializer.Deserialize<JsonElement>($$"""{"size":1000,"query":{{query}} }"""));
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    private static async Task<string?> SecretAsync(AppHostProcess run, string name)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(run.State, "secrets.json")));
        return secrets.RootElement.TryGetProperty(name, out var secret) ? secret.GetString() : null;
    }
}
