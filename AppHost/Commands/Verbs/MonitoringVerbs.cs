using System.Globalization;
using Platform.AppHost.Monitoring.Pages;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Commands.Verbs;

/// <summary>What people ask of monitoring from the command line.</summary>
internal static class MonitoringVerbs
{
    private const int DefaultMinutes = 30;
    private const int Points = 120;

    // More often than Prometheus asks there is nothing to see.
    private const int ShortestStep = 10;

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("dashboards", "[--minutes <n>] [--file <path>]", "Writes all dashboards as one HTML page, for a browser without Grafana.", async (arguments, cancellationToken) =>
        {
            var minutes = arguments.Option("--minutes") is { } text ? ParseMinutes(text) : DefaultMinutes;
            var file = arguments.Option("--file");
            arguments.End();
            Console.WriteLine(await WriteAsync(Clone.StatePath, minutes, file, cancellationToken));
            return 0;
        }),
    ];

    /// <summary>Writes the page, and gives its path.</summary>
    internal static async Task<string> WriteAsync(string stateFolder, int minutes, string? file, CancellationToken cancellationToken)
    {
        var running = RunLock.Running(stateFolder)
            ?? throw new PlatformException("This clone does not run. Start it: dotnet run --project AppHost");
        if (!running.Ports.TryGetValue(ResourceNames.Prometheus, out var port))
        {
            throw new PlatformException("This clone runs without monitoring. Start it with Platform__Monitoring=true, or in the profile default.");
        }

        using var prometheus = new PrometheusApi(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")));
        var end = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var window = new TimeWindow(end - (minutes * 60), end, Math.Max(ShortestStep, minutes * 60 / Points));
        var dashboards = Dashboard.ReadAll(Path.Combine(Clone.Folder, "AppHost", "config", "grafana", "dashboards"));
        var page = await new DashboardPage(prometheus, window).WriteAsync(dashboards, cancellationToken);

        var path = file is null ? Path.Combine(stateFolder, "dashboards.html") : VerbArguments.FullPath(file);
        OwnerOnly.WriteAllText(path, page);
        return path;
    }

    private static int ParseMinutes(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= 21600
        ? minutes
        : throw new PlatformException($"--minutes is '{text}'. Use a number from 1 to 21600, which is 15 days.");
}
