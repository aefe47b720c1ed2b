using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace Platform.Tests.Processes;

/// <summary>The real dashboard in a real browser, over the whole environment.</summary>
public sealed class DashboardTests(ITestOutputHelper output)
{
    private static readonly string[] s_resources = [ResourceNames.Postgres, ResourceNames.ShopDb, ResourceNames.Redis, ResourceNames.Api];

    [Fact]
    public async Task The_dashboard_shows_every_resource_and_the_API_s_log_and_runs_commands()
    {
        var chromium = Chromium();
        Assert.SkipWhen(chromium is null, "Chromium is not installed: put chromium on PATH, or set CHROMIUM.");
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();
        var login = await DashboardClient.LoginUrlAsync(run);
        using (var api = run.CreateApiClient())
        {
            Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
        }

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1500, Height = 900 } });
        page.Console += (_, message) => output.WriteLine($"browser: {message.Text}");
        page.SetDefaultTimeout((float)Wait.Bound.TotalMilliseconds);
        await page.GotoAsync(login);
        foreach (var resource in s_resources)
        {
            await SeeAsync(page, page.GetByText(resource, new() { Exact = true }));
        }

        await Assertions.Expect(page.GetByTitle("Running").First).ToBeVisibleAsync();
        await ScreenshotAsync(page, "resources");

        await page.GotoAsync(new Uri(new Uri(login), $"/consolelogs/resource/{ResourceNames.Api}").ToString());
        await SeeAsync(page, page.GetByText("Application started", new() { Exact = false }));
        await ScreenshotAsync(page, "api-log");

        await page.GotoAsync(new Uri(new Uri(login), "/traces").ToString());
        await SeeAsync(page, page.GetByText("api/v1/products", new() { Exact = false }));
        await ScreenshotAsync(page, "traces");

        // The cache is flushed from the dashboard: the row's menu, the commands in it, then the command.
        Assert.Equal("+OK", await RedisAsync(run, "SET flushed-by-test 1"));
        await page.GotoAsync(new Uri(new Uri(login), "/").ToString());
        await CommandAsync(page, ResourceNames.Redis, "Flush cache");
        await ButtonAsync(page, "Yes");

        // The message goes after a few seconds; what counts is that the cache is empty.
        await Wait.UntilAsync(async () => await RedisAsync(run, "EXISTS flushed-by-test") is ":0", () => "the key is still in the cache");
        await ScreenshotAsync(page, "command");

        // A snapshot is asked for its name; before one takes the data's place, people are asked twice: which, and whether.
        Assert.Equal("+OK", await RedisAsync(run, "SET in-the-snapshot 1"));
        await CommandAsync(page, ResourceNames.ShopDb, "Snapshot");
        await page.Locator("fluent-dialog input:visible").First.FillAsync("from-the-dashboard");
        await ScreenshotAsync(page, "snapshot");
        await ButtonAsync(page, "Snapshot");
        await Wait.UntilAsync(() => Directory.Exists(Path.Combine(run.State, "snapshots", "from-the-dashboard")), () => "there is no snapshot");
        await Wait.UntilAsync(() => AnswersAsync(run), () => "the API has not come back after the snapshot");
        Assert.Equal(":1", await RedisAsync(run, "DEL in-the-snapshot"));

        await CommandAsync(page, ResourceNames.ShopDb, "Restore");
        await ButtonAsync(page, "Yes");
        await page.Locator("fluent-dialog input:visible").First.FillAsync("from-the-dashboard");
        await page.Keyboard.PressAsync("Tab");
        await ScreenshotAsync(page, "restore");
        await ButtonAsync(page, "Restore");
        await Wait.UntilAsync(IsRestoredAsync, () => "the snapshot was not restored");
        await Wait.UntilAsync(() => AnswersAsync(run), () => "the API has not come back after the restore");

        // Redis is away for a moment meanwhile.
        async Task<bool> IsRestoredAsync()
        {
            try
            {
                return await RedisAsync(run, "EXISTS in-the-snapshot") is ":1";
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task One_trace_holds_the_request_the_SQL_command_and_the_cache_call()
    {
        await using var run = AppHostProcess.Start();
        await run.WaitUntilReadyAsync();
        using var api = run.CreateApiClient();
        Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);

        using var dashboard = await DashboardClient.ConnectAsync(run);
        var seen = "";
        var searches = 0;
        await Wait.UntilAsync(
            async () =>
            {
                // A search of its own each time, because the seed's images make many spans, too.
                await Products.SearchAsync(api, $"lamp {++searches}");
                seen = await dashboard.SpansAsync();
                return DashboardClient.TraceOf(seen, "/api/v1/products") is { Count: >= 3 } spans
                    && spans.Any(s => s.Contains("db.system", StringComparison.Ordinal) && s.Contains("postgresql", StringComparison.Ordinal))
                    && spans.Any(s => s.Contains("redis", StringComparison.OrdinalIgnoreCase));
            },
            () => seen[..Math.Min(seen.Length, 4000)]);
    }

    // Whoever does not see it is told what the page shows.
    private static async Task SeeAsync(IPage page, ILocator what)
    {
        try
        {
            await what.First.WaitForAsync();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{page.Url} shows:\n{await page.Locator("body").InnerTextAsync()}", e);
        }
    }

    // The row's menu, the commands in it, then the command.
    private static async Task CommandAsync(IPage page, string resource, string command)
    {
        var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(resource, new() { Exact = true }) }).First;
        await row.GetByRole(AriaRole.Button, new() { Name = "Actions" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Commands" }).HoverAsync();
        await ScreenshotAsync(page, "menu");
        await page.GetByRole(AriaRole.Menuitem, new() { Name = command, Exact = true }).ClickAsync();
    }

    private static Task ButtonAsync(IPage page, string text) => page.Locator("fluent-dialog fluent-button:visible").Filter(new() { HasText = text }).First.ClickAsync();

    private static async Task<bool> AnswersAsync(AppHostProcess run)
    {
        using var api = run.CreateApiClient();
        try
        {
            return (await api.GetAsync("/health/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
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
        var greeting = await reader.ReadLineAsync();
        if (greeting is null || greeting.StartsWith("-LOADING", StringComparison.Ordinal))
        {
            throw new IOException("It is about to end, or has just begun.");
        }

        Assert.Equal("+OK", greeting);
        return await reader.ReadLineAsync();
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
}
