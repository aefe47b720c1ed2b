using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Platform.Tests.Forms;

namespace Platform.Tests.Processes;

/// <summary>Central logs, with the stand-in in the place of an unpacked Elasticsearch.</summary>
public sealed class CentralLogsTests
{
    [Fact]
    public async Task Lines_of_all_services_arrive_and_are_found_by_correlation_ID()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An unpacked Elasticsearch runs on Linux and macOS only.");
        using var distribution = new Distribution();
        await AssertLinesArriveAsync(("Platform__Elasticsearch__Path", distribution.Path));
    }

    [Fact]
    public async Task Lines_arrive_in_an_Elasticsearch_that_is_a_container()
    {
        await ContainerEngine.RequireAsync("Elasticsearch");
        await AssertLinesArriveAsync(("Platform__Forms__elasticsearch", "container"), ("Platform__Forms__kibana", "process"));
    }

    [Fact]
    public async Task An_Elasticsearch_that_is_not_there_is_skipped_and_said()
    {
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["Platform__Elasticsearch__Path"] = Path.GetTempPath() });
        await run.WaitUntilReadyAsync();

        Assert.Contains("elasticsearch is skipped: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Platform:Elasticsearch:Path has to be the folder of an unpacked Elasticsearch", run.Output, StringComparison.Ordinal);
    }

    private static async Task AssertLinesArriveAsync(params (string Name, string Value)[] settings)
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
    }

    private static async Task<string> SearchAsync(AppHostProcess run, string port, string secret, string user, string query)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(run.State, "secrets.json")));
        if (!secrets.RootElement.TryGetProperty(secret, out var password))
        {
            return "no password yet";
        }

        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password.GetString()}")));
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

    /// <summary>A folder like that of an unpacked Elasticsearch.</summary>
    private sealed class Distribution : IDisposable
    {
        public Distribution()
        {
            var standin = typeof(CentralLogsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ElasticsearchStandin").Value;
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "bin"));
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "config"));
            Write("elasticsearch", $"""
                #!/bin/sh
                for argument; do case "$argument" in -Ehttp.port=*) port=$(printf %s "$argument" | cut -d= -f2);; esac; done
                exec dotnet "{standin}" "http://127.0.0.1:$port" "$(cat "$ES_PATH_CONF/elasticsearch.keystore")"
                """);
            Write("elasticsearch-keystore", """
                #!/bin/sh
                case "$1" in
                create) : > "$ES_PATH_CONF/elasticsearch.keystore" ;;
                add) cat > "$ES_PATH_CONF/elasticsearch.keystore" ;;
                esac
                """);
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("platform-elasticsearch-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);

        private void Write(string name, string script)
        {
            var path = System.IO.Path.Combine(Path, "bin", name);
            File.WriteAllText(path, script + "\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            }
        }
    }
}
