using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Tests.Processes;

/// <summary>Reads the telemetry that a run's dashboard has received, over the dashboard's HTTP API.</summary>
internal sealed partial class DashboardClient : IDisposable
{
    private readonly HttpClient _http;

    private DashboardClient(HttpClient http) => _http = http;

    /// <summary>The address with which a browser logs in, once the dashboard answers.</summary>
    public static async Task<string> LoginUrlAsync(AppHostProcess run)
    {
        await run.WaitForOutputAsync("/login?t=");
        var login = LoginUrl().Match(run.Output).Value;
        await WaitForDashboardAsync(login);
        return login;
    }

    public static async Task<DashboardClient> ConnectAsync(AppHostProcess run)
    {
        await LoginUrlAsync(run);
        var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{run.Ports["dashboard"]}") };
        http.DefaultRequestHeaders.Add("X-API-Key", TelemetryKey(run));
        return new(http);
    }

    /// <summary>Every span, as JSON.</summary>
    public Task<string> SpansAsync() => _http.GetStringAsync("/api/telemetry/spans?limit=10000");

    public void Dispose() => _http.Dispose();

    /// <summary>The spans, as JSON, that share a trace with the first one that names a path.</summary>
    public static List<string>? TraceOf(string json, string path)
    {
        using var document = JsonDocument.Parse(json);
        var spans = Descendants(document.RootElement).Where(e => e.ValueKind is JsonValueKind.Object && e.TryGetProperty("traceId", out _)).ToArray();
        var request = spans.FirstOrDefault(s => s.GetRawText().Contains(path, StringComparison.Ordinal));
        return request.ValueKind is JsonValueKind.Undefined
            ? null
            : [.. spans.Where(s => s.GetProperty("traceId").GetString() == request.GetProperty("traceId").GetString()).Select(s => s.GetRawText())];
    }

    private static IEnumerable<JsonElement> Descendants(JsonElement element)
    {
        yield return element;
        var children = element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().AsEnumerable(),
            JsonValueKind.Object => element.EnumerateObject().Select(p => p.Value),
            _ => Enumerable.Empty<JsonElement>(),
        };
        foreach (var descendant in children.SelectMany(Descendants))
        {
            yield return descendant;
        }
    }

    // The key that the AppHost has given to its dashboard.
    private static string TelemetryKey(AppHostProcess run)
    {
        const string name = "DASHBOARD__API__PRIMARYAPIKEY=";
        var dashboard = run.Descendants.First(p => p.Value.Contains("aspire-managed dashboard", StringComparison.Ordinal) || p.Value.Contains("aspire-managed.dll dashboard", StringComparison.Ordinal)).Key;
        return File.ReadAllText($"/proc/{dashboard}/environ").Split('\0').First(v => v.StartsWith(name, StringComparison.OrdinalIgnoreCase))[name.Length..];
    }

    // Ready is when the shop can be used; the dashboard may take a moment longer on a busy machine.
    private static async Task WaitForDashboardAsync(string url)
    {
        using var http = new HttpClient();
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    return (await http.GetAsync(url)).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => $"{url} does not answer");
    }

    [GeneratedRegex(@"http://localhost:\d+/login\?t=[\w-]+")]
    private static partial Regex LoginUrl();
}
