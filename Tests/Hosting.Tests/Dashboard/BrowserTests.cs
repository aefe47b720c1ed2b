using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Platform.Hosting.Tests.Dashboard;

/// <summary>The real dashboard, in a real browser, against our resource service.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private readonly TestApplication _app = new();
    private DashboardProcess? _dashboard;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var program = DashboardProcess.FindProgram();
        Assert.SkipWhen(program is null, "The dashboard is not installed: install @microsoft/aspire-cli and run 'aspire dashboard run' once.");
        var chromium = FindChromium();
        Assert.SkipWhen(chromium is null, "Chromium is not installed: put chromium on PATH or set CHROMIUM.");

        _dashboard = await DashboardProcess.StartAsync(_app, program!);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_dashboard is not null)
        {
            await _dashboard.DisposeAsync();
        }

        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_dashboard_shows_resources_and_logs_runs_commands_and_asks()
    {
        var api = await AddApiAsync(out var seeded);
        await _app.PublishAsync(_app.Add("postgres"), "Starting", s => s with { ResourceType = "Executable" });
        var page = await OpenAsync();

        // Resources and their changes.
        Assert.Equal("http://localhost:8080/", await page.GetByRole(AriaRole.Link, new() { Name = "Shop API" }).GetAttributeAsync("href"));
        await page.GetByTitle("Starting").WaitForAsync();
        await _app.PublishAsync(_app.Model.Resources.Single(r => r.Name == "postgres"), "Running");
        await page.GetByTitle("Starting").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await ScreenshotAsync(page, "resources");

        // A command that asks first.
        await page.GetByTitle("Fills the database.").ClickAsync();
        await page.GetByText("Really seed?").WaitForAsync();
        await ScreenshotAsync(page, "confirmation");
        Assert.False(seeded.IsCompleted);
        await Button(page, "Yes").ClickAsync();
        Assert.Equal("api", await seeded.WaitAsync(TestTimeout.Long));
        await page.GetByText("500 products").WaitForAsync();
        await ScreenshotAsync(page, "command");
        await page.Keyboard.PressAsync("Escape");

        // A prompt of the application.
        var prompt = _app.Interactions.PromptInputAsync("Mail", "Who gets the report?", "Address", "you@example.org");
        await page.GetByText("Who gets the report?").WaitForAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Address" }).FillAsync("me@example.org");
        await ScreenshotAsync(page, "prompt");
        await Button(page, "OK").ClickAsync();
        Assert.Equal("me@example.org", (await prompt.WaitAsync(TestTimeout.Long)).Data?.Value);

        // Console logs, earlier lines and new ones.
        await page.GotoAsync(new Uri(_dashboard!.Login, "/consolelogs/resource/api").ToString());
        await page.GetByText("an earlier line").WaitForAsync();
        _app.Loggers.GetLogger(api).LogInformation("a later line");
        await page.GetByText("a later line").WaitForAsync();
        await ScreenshotAsync(page, "logs");
    }

    [Fact]
    public async Task Secrets_are_masked_until_people_ask_to_see_them()
    {
        await AddApiAsync(out _);
        var page = await OpenAsync();

        // Not by its link, /?resource=api: where the page comes before the list of resources, nothing opens.
        await page.GetByText("api", new() { Exact = true }).First.ClickAsync();
        await page.GetByText("ConnectionStrings__shopdb").WaitForAsync();
        await page.GetByText("connection string", new() { Exact = false }).First.WaitForAsync();
        await ScreenshotAsync(page, "details");
        Assert.DoesNotContain("secret-word", await page.InnerTextAsync("body"));
    }

    private static ILocator Button(IPage page, string text) => page.Locator("fluent-button").GetByText(text, new() { Exact = true });

    private async Task<IPage> OpenAsync()
    {
        var page = await _browser!.NewPageAsync(new() { ViewportSize = new() { Width = 1600, Height = 900 } });
        page.SetDefaultTimeout((float)TestTimeout.Long.TotalMilliseconds);
        await page.GotoAsync(_dashboard!.Login.ToString());
        var first = page.GetByText("api", new() { Exact = true }).First;
        try
        {
            await first.WaitForAsync(new() { Timeout = (float)(TestTimeout.Long / 2).TotalMilliseconds });
        }
        catch (TimeoutException)
        {
            // On a machine that is busy enough the page's connection to the dashboard can be given up. People then load it again, and
            // so does this, but says what was seen.
            TestContext.Current.AddWarning($"The page {page.Url} showed:\n{await page.InnerTextAsync("body")}\nThe dashboard said:\n{string.Join('\n', _dashboard.Output)}");
            await page.ReloadAsync();
            await first.WaitForAsync();
        }

        return page;
    }

    private Task<TestResource> AddApiAsync(out Task<string> seeded)
    {
        var ran = new TaskCompletionSource<string>();
        seeded = ran.Task;
        var api = _app.Add("api");
        api.Annotations.Add(new ResourceCommandAnnotation(
            "seed",
            "Seed",
            _ => ResourceCommandState.Enabled,
            context =>
            {
                ran.TrySetResult(context.ResourceName);
                return Task.FromResult(CommandResults.Success("Seeded.", "500 products", CommandResultFormat.Text, displayImmediately: true));
            },
            "Fills the database.",
            arguments: null,
            confirmationMessage: "Really seed?",
            iconName: "DatabaseArrowUp",
            iconVariant: IconVariant.Filled,
            isHighlighted: true));
        _app.Loggers.GetLogger(api).LogInformation("an earlier line");
        return PublishAsync();

        async Task<TestResource> PublishAsync()
        {
            await _app.PublishAsync(api, "Running", s => (s with
            {
                ResourceType = "Project",
                StartTimeStamp = DateTime.UtcNow,
                Urls = [new UrlSnapshot("http", "http://localhost:8080/", false) { DisplayProperties = new("Shop API") }],
                EnvironmentVariables = [new("ConnectionStrings__shopdb", "Host=127.0.0.1;Password=secret-word", true)],
                Properties =
                [
                    new("project.path", "src/Api/Api.csproj"),
                    new("resource.connectionString", "Host=127.0.0.1;Password=secret-word") { IsSensitive = true },
                ],
            }).WithHealthReports([new("ready", HealthStatus.Healthy, "fine", null)]));
            return api;
        }
    }

    private static string? FindChromium() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } configured ? configured
        : Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    private static async Task ScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PLATFORM_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
