using System.Reflection;
using Microsoft.Extensions.Logging;
using Serilog;

namespace Platform.ServiceDefaults.Tests;

/// <summary>By itself, because the clock that the files go by is one for the whole process.</summary>
[CollectionDefinition(nameof(LogRollOverTests), DisableParallelization = true)]
[Collection(nameof(LogRollOverTests))]
public sealed class LogRollOverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("platform-logs-").FullName;

    public void Dispose()
    {
        SetClock(() => DateTime.Now);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task At_midnight_the_next_line_goes_into_the_file_of_the_new_day()
    {
        SetClock(() => new(2026, 12, 31, 23, 59, 59, 900));
        await using (var service = await TestService.StartAsync(settings: ("PLATFORM_LOGS", _folder)))
        {
            service.App.Logger.LogInformation("Before midnight");
            SetClock(() => new(2027, 1, 1, 0, 0, 0, 100));
            service.App.Logger.LogInformation("After midnight");
        }

        string[] files = [.. Directory.GetFiles(_folder).Order()];
        Assert.Equal(["test-20261231.clef", "test-20270101.clef"], files.Select(Path.GetFileName));
        Assert.Equal([true, false], files.Select(file => File.ReadAllText(file).Contains("Before midnight", StringComparison.Ordinal)));
        Assert.Equal([false, true], files.Select(file => File.ReadAllText(file).Contains("After midnight", StringComparison.Ordinal)));
    }

    // The library keeps it to its own tests (Serilog.Sinks.File, src/Serilog.Sinks.File/Sinks/File/Clock.cs), which can stop it but not start it again.
    private static void SetClock(Func<DateTime> now) => typeof(FileLoggerConfigurationExtensions).Assembly
        .GetType("Serilog.Sinks.File.Clock", throwOnError: true)!
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Single(field => field.FieldType == typeof(Func<DateTime>))
        .SetValue(null, now);
}
