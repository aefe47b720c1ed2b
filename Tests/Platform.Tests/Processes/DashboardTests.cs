using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Platform.Tests.Processes;

/// <summary>The real dashboard in a real browser, over the whole environment.</summary>
public sealed partial class DashboardTests
{
    private static readonly string[] s_resources = [ResourceNames.Postgres, ResourceNames.ShopDb, ResourceNames.Redis, ResourceNames.Api];

    [Fact]
    public async Task The_dashboard_shows_every_resource_and_the_API_s_log_and_runs_a_command()
    {
        var chromium = Chromium();
        Assert.SkipWhen(chromium is null, "Chromium is not installed: put chromium on PATH, or set CHROMIUM.");
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();
        await run.WaitForOutputAsync("/login?t=");
        var login = LoginUrl().Match(run.Output).Value;
        await WaitForDashboardAsync(login);
        using (var api = run.CreateApiClient())
        {
            Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
        }

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1500, Height = 900 } });
        page.SetDefaultTimeout((float)Wait.Bound.TotalMilliseconds);
        await page.GotoAsync(login);
        foreach (var resource in s_resources)
        {
            await page.GetByText(resource, new() { Exact = true }).First.WaitForAsync();
        }

        await Assertions.Expect(page.GetByTitle("Running").First).ToBeVisibleAsync();
        await ScreenshotAsync(page, "resources");

        await page.GotoAsync(new Uri(new Uri(login), $"/consolelogs/resource/{ResourceNames.Api}").ToString());
        await page.GetByText("Application started", new() { Exact = false }).First.WaitForAsync();
        await ScreenshotAsync(page, "api-log");

        await page.GotoAsync(new Uri(new Uri(login), "/traces").ToString());
        await page.GetByText("api/v1/products", new() { Exact = false }).First.WaitForAsync();
        await ScreenshotAsync(page, "traces");

        // The cache is flushed from the dashboard: the row's menu, then the command.
        Assert.Equal("+OK", await RedisAsync(run, "SET flushed-by-test 1"));
        await page.GotoAsync(new Uri(new Uri(login), "/").ToString());
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = ResourceNames.Redis });
        await row.GetByRole(AriaRole.Button, new() { Name = "Actions" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Flush cache" }).ClickAsync();
        await page.Locator("fluent-dialog fluent-button:visible").Filter(new() { HasText = "Yes" }).First.ClickAsync();

        // The message goes after a few seconds; what counts is that the cache is empty.
        await Wait.UntilAsync(async () => await RedisAsync(run, "EXISTS flushed-by-test") is ":0", () => "the key is still in the cache");
        await ScreenshotAsync(page, "command");
    }

    [Fact]
    public async Task One_trace_holds_the_request_the_SQL_command_and_the_cache_call()
    {
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();
        await run.WaitForOutputAsync("/login?t=");
        using var api = run.CreateApiClient();
        Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);

        await WaitForDashboardAsync(LoginUrl().Match(run.Output).Value);
        using var dashboard = new HttpClient { BaseAddress = new Uri($"http://localhost:{run.Ports["dashboard"]}") };
        dashboard.DefaultRequestHeaders.Add("X-API-Key", TelemetryKey(run));
        var seen = "";
        var searches = 0;
        await Wait.UntilAsync(
            async () =>
            {
                // A search of its own each time, because the seed's images make many spans, too.
                await Products.SearchAsync(api, $"lamp {++searches}");
                seen = await dashboard.GetStringAsync("/api/telemetry/spans?limit=10000");
                return TraceOf(seen, "/api/v1/products") is { Count: >= 3 } spans
                    && spans.Any(s => s.Contains("db.system", StringComparison.Ordinal) && s.Contains("postgresql", StringComparison.Ordinal))
                    && spans.Any(s => s.Contains("redis", StringComparison.OrdinalIgnoreCase));
            },
            () => seen[..Math.Min(seen.Length, 4000)]);
    }

    /// <summary>The first line of Redis's answer to a command (https://redis.io/docs/latest/develop/reference/protocol-spec).</summary>
    private static async Task<string?> RedisAsync(AppHostProcess run, string command)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(run.State, "secrets.json")));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, int.Parse(run.Ports[ResourceNames.Redis], CultureInfo.InvariantCulture));
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {secrets.RootElement.GetProperty(ResourceNames.Redis).GetString()}\r\n{command}\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Equal("+OK", await reader.ReadLineAsync());
        return await reader.ReadLineAsync();
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

    /// <summary>The spans, as JSON, that share a trace with the first one that names a path.</summary>
    private static List<string>? TraceOf(string json, string path)
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

    private static string? Chromium() => Environment.GetEnvironmentVariable("CHROMIUM")
        ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => (string[])[Path.Combine(folder, "chromium"), Path.Combine(folder, "google-chrome")])
            .FirstOrDefault(File.Exists);

    // Pictures are for people: they are made where somebody asks for them.
    private static async Task ScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PLATFORM_TEST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    [GeneratedRegex(@"http://localhost:\d+/login\?t=[\w-]+")]
    private static partial Regex LoginUrl();
}
