using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Logging;

namespace Platform.ServiceDefaults.Tests;

public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("platform-logs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_line_holds_every_field_and_no_secret()
    {
        await using (var service = await StartAsync(app => app.MapGet("/work", (HttpContext _, ILogger<LogTests> logger) =>
        {
            logger.LogWarning(new InvalidOperationException("for jane@example.com"), "Customer {Email} used {Password} for {Order} in {Elapsed:0.0} ms", "jane@example.com", "hunter2", 42, 1.25);
            return Results.Ok();
        })))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/work");
            request.Headers.Add("X-Correlation-ID", "purchase-7");
            (await service.Client.SendAsync(request)).EnsureSuccessStatusCode();
        }

        var text = Lines().Single(line => line.Contains("Customer", StringComparison.Ordinal));
        Assert.DoesNotContain("jane@example.com", text);
        Assert.DoesNotContain("hunter2", text);
        var line = JsonDocument.Parse(text).RootElement;
        Assert.Equal("Warning", line.GetProperty("@l").GetString());
        Assert.Equal("Customer {Email} used {Password} for {Order} in {Elapsed:0.0} ms", line.GetProperty("@mt").GetString());
        Assert.Equal(["1.3"], line.GetProperty("@r").EnumerateArray().Select(item => item.GetString()));
        Assert.StartsWith("System.InvalidOperationException: for ***", line.GetProperty("@x").GetString());
        Assert.Equal(TimeSpan.Zero, line.GetProperty("@t").GetDateTimeOffset().Offset);
        Assert.Equal(32, line.GetProperty("@tr").GetString()!.Length);
        Assert.Equal(16, line.GetProperty("@sp").GetString()!.Length);
        Assert.Equal("purchase-7", line.GetProperty("CorrelationId").GetString());
        Assert.Equal(("***", "***", 42), (line.GetProperty("Email").GetString(), line.GetProperty("Password").GetString(), line.GetProperty("Order").GetInt32()));
        Assert.Equal(Environment.MachineName, line.GetProperty("Machine").GetString());
        Assert.Equal(Environment.ProcessId, line.GetProperty("Process").GetInt32());
        Assert.Equal("test", line.GetProperty("Service").GetString());
        Assert.NotEmpty(line.GetProperty("Version").GetString()!);
        Assert.Equal(typeof(LogTests).FullName, line.GetProperty("SourceContext").GetString());
    }

    [Fact]
    public async Task Every_field_is_in_the_table_of_the_documentation()
    {
        await using (var service = await StartAsync(app => app.MapPost("/work", (ILogger<LogTests> logger) =>
        {
            logger.LogWarning(new EventId(1, "Work"), new InvalidOperationException("wrong"), "{Elapsed:0.0} ms", 1.25);
        })))
        {
            (await service.Client.PostAsync("/work", null)).EnsureSuccessStatusCode();
        }

        var table = File.ReadLines(Path.Combine(RepositoryRoot(), "docs", "logging.md"))
            .SkipWhile(line => !line.StartsWith("| `", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => line.Split('|')[1].Split(',')).Select(name => name.Trim(' ', '`')).Order().ToArray();
        string[] ofTheMessages = ["Elapsed", "Method", "Path", "StatusCode", "DurationMs", "User", "address", "EnvName", "ContentRoot"];
        var written = Lines().SelectMany(line => JsonDocument.Parse(line).RootElement.EnumerateObject().Select(field => field.Name)).Except(ofTheMessages).Order().ToArray();

        Assert.Equal(table, written);
    }

    [Fact]
    public async Task Every_line_is_one_JSON_object()
    {
        await using (var service = await StartAsync(null))
        {
            service.App.Logger.LogInformation("Line one\nline \"two\"\u0001 {Value}", "a\r\nb");
        }

        Assert.All(Lines(), line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    [Fact]
    public async Task A_level_changes_while_the_service_runs()
    {
        await using var service = await StartAsync(null);
        var logger = service.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop.Orders");
        var levels = service.App.Services.GetRequiredService<RuntimeLogLevels>();
        Assert.False(logger.IsEnabled(LogLevel.Trace));

        levels.Set("Shop", LogLevel.Trace);
        Assert.True(logger.IsEnabled(LogLevel.Trace));

        levels.Set("Shop", null);
        Assert.False(logger.IsEnabled(LogLevel.Trace));
        Assert.Contains("Information", Assert.Throws<ArgumentOutOfRangeException>(() => levels.Set("Shop", (LogLevel)99)).Message);
    }

    [Fact]
    public void Levels_that_are_changed_by_many_at_once_are_all_there()
    {
        var levels = new RuntimeLogLevels();
        var root = new ConfigurationBuilder().Add(levels).Build();

        Parallel.For(0, 500, number =>
        {
            levels.Set($"Category{number}", LogLevel.Warning);
            Assert.Equal("Warning", root[$"Logging:LogLevel:Category{number}"]);
        });

        Assert.Equal(500, root.GetSection("Logging:LogLevel").GetChildren().Count());
    }

    [Theory]
    [InlineData("Development", "Shop.Orders", LogLevel.Debug)]
    [InlineData("Production", "Shop.Orders", LogLevel.Information)]
    [InlineData("Development", "Microsoft.AspNetCore.Routing", LogLevel.Warning)]
    [InlineData("Production", "Microsoft.AspNetCore.Routing", LogLevel.Warning)]
    [InlineData("Development", "Platform.ServiceDefaults.Http.RequestContext", LogLevel.Information)]
    public async Task Each_environment_has_its_levels(string environment, string category, LogLevel lowest)
    {
        await using var service = await TestService.StartAsync(environment: environment);
        var logger = service.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

        Assert.True(logger.IsEnabled(lowest));
        Assert.False(logger.IsEnabled(lowest - 1));
    }

    [Fact]
    public async Task A_file_that_is_full_is_followed_by_the_next_and_old_ones_go()
    {
        await using (var service = await StartAsync(null, ("Logs:FileSizeMegabytes", "1"), ("Logs:RetentionFiles", "2")))
        {
            var text = new string('x', 10_000);
            for (var i = 0; i < 350; i++)
            {
                service.App.Logger.LogInformation("{Text}", text);
            }
        }

        var files = Directory.GetFiles(_folder);
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 1_100_000));
    }

    [Fact]
    public async Task Each_day_has_its_file_and_those_of_too_many_days_ago_go()
    {
        var today = DateTime.Now;
        string[] names = [.. new[] { 30, 8, 6, 1 }.Select(days => FileOf("test", today.AddDays(-days))), FileOf("other", today.AddDays(-30))];
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), "{}\n");
        }

        await using (var service = await StartAsync(null, ("Logs:RetentionDays", "7")))
        {
            service.App.Logger.LogInformation("Today");
        }

        // Midnight may have come meanwhile.
        string[] left = [.. Directory.GetFiles(_folder).Select(Path.GetFileName).OfType<string>().Except([FileOf("test", today), FileOf("test", today.AddDays(1))]).Order()];
        Assert.Equal([FileOf("other", today.AddDays(-30)), FileOf("test", today.AddDays(-6)), FileOf("test", today.AddDays(-1))], left);
        Assert.Contains(
            Directory.GetFiles(_folder).Where(file => Path.GetFileName(file) == FileOf("test", today) || Path.GetFileName(file) == FileOf("test", today.AddDays(1))),
            file => File.ReadAllText(file).Contains("Today", StringComparison.Ordinal));
        Assert.All(left, name => Assert.Equal("{}\n", File.ReadAllText(Path.Combine(_folder, name))));

        static string FileOf(string service, DateTime day) => $"{service}-{day:yyyyMMdd}.clef";
    }

    [Fact]
    public async Task A_disabled_level_costs_no_memory()
    {
        await using var service = await StartAsync(null);
        var logger = service.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Quiet");
        Disabled(logger, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Disabled(logger, i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static readonly Action<ILogger, int, Exception?> Trace = LoggerMessage.Define<int>(LogLevel.Trace, default, "Number {Number}");

    private static void Disabled(ILogger logger, int number) => Trace(logger, number, null);

    private Task<TestService> StartAsync(Action<WebApplication>? map, params (string, string)[] settings) =>
        TestService.StartAsync(map: map, settings: [("PLATFORM_LOGS", _folder), .. settings]);

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Platform.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"There is no Platform.sln above {AppContext.BaseDirectory}.");
        }

        return folder;
    }

    private IEnumerable<string> Lines() => Directory.GetFiles(_folder).SelectMany(File.ReadAllLines);
}
