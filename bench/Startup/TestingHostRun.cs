using System.Diagnostics;
using System.Globalization;

namespace Platform.Bench;

/// <summary>One start and disposal of the environment through the testing host, in a process of its own as a test run is.</summary>
internal static class TestingHostRun
{
    public static async Task MeasureAsync()
    {
        var clock = Stopwatch.StartNew();
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>();
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Api);
        using var api = app.CreateHttpClient(ResourceNames.Api);
        (await api.GetAsync("/api/v1/products?search=lamp")).EnsureSuccessStatusCode();
        var usable = clock.Elapsed.TotalSeconds;
        clock.Restart();
        await app.DisposeAsync();
        await builder.DisposeAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured {usable:0.000} {clock.Elapsed.TotalSeconds:0.000}"));
    }

    public static async Task StartAsync(Samples samples)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(TestingHostRun).Assembly.Location, "testing-host"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (output.Split('\n').LastOrDefault(l => l.StartsWith("measured ", StringComparison.Ordinal))?.Split(' ') is not [_, var usable, var disposed])
        {
            throw new InvalidOperationException($"The testing host failed ({process.ExitCode}):\n{output}");
        }

        samples.Add(Budget.TestingUsable, double.Parse(usable, CultureInfo.InvariantCulture));
        samples.Add(Budget.TestingDisposed, double.Parse(disposed, CultureInfo.InvariantCulture));
    }
}
