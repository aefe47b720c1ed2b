using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Telemetry;
using Serilog;
using Serilog.Extensions.Logging;

namespace Platform.ServiceDefaults.Logging;

internal static class LogExtensions
{
    // What a service says about every request and every statement is in its traces; as log lines it would drown the others.
    private static readonly Dictionary<string, string?> DefaultLevels = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
    };

    // While one develops, the service's own code may say more; the frameworks around it still not.
    private static readonly Dictionary<string, string?> DevelopmentLevels = new(DefaultLevels)
    {
        ["Logging:LogLevel:Default"] = "Debug",
        ["Logging:LogLevel:Microsoft"] = "Information",
        ["Logging:LogLevel:Polly"] = "Information",
        ["Logging:LogLevel:System"] = "Information",
        ["Logging:LogLevel:Platform.ServiceDefaults"] = "Information",
    };

    /// <summary>CLEF lines on the console and, when a folder is set, in files that change daily and by size.</summary>
    public static void AddLogs(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<LogSettings>();
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = builder.Environment.IsDevelopment() ? DevelopmentLevels : DefaultLevels,
        });
        CheckLevels(builder);
        var levels = new RuntimeLogLevels();
        builder.Configuration.Sources.Add(levels);
        builder.Services.AddSingleton(levels);

        var service = ServiceResource.Name(builder.Configuration, builder.Environment.ApplicationName);
        var formatter = new ClefFormatter(service, ServiceResource.Version);
        var configuration = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Console(formatter);
        if (settings.Folder.Length > 0)
        {
            configuration.WriteTo.File(
                formatter,
                Path.Combine(settings.Folder, $"{service}-.clef"),
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: settings.FileSizeMegabytes * 1024L * 1024L,
                retainedFileCountLimit: settings.RetentionFiles,
                retainedFileTimeLimit: TimeSpan.FromDays(settings.RetentionDays));
        }

        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILoggerProvider, LogCounter>();
        builder.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(configuration.CreateLogger(), dispose: true));
    }

    // The framework reads them when it makes the first logger, and would then end the program over a level that it does not know.
    private static void CheckLevels(IHostApplicationBuilder builder)
    {
        Dictionary<string, string?> without = [];
        foreach (var level in builder.Configuration.GetSection("Logging:LogLevel").GetChildren())
        {
            if (level.Value is { Length: > 0 } text && !(Enum.TryParse<LogLevel>(text, ignoreCase: true, out var known) && Enum.IsDefined(known)))
            {
                builder.AddSettingProblem(new($"Logging__LogLevel__{level.Key}", $"is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}", "Debug"));
                without[level.Path] = "";
            }
        }

        if (without.Count > 0)
        {
            builder.Configuration.AddInMemoryCollection(without);
        }
    }
}
