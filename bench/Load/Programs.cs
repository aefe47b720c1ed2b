using System.Diagnostics;
using Platform.Api.Tests.Fixtures;

namespace Platform.Load;

/// <summary>The programs under load, each as a process of its own, built as Release and precompiled.</summary>
internal static class Programs
{
    private static readonly string Api = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Api", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Api.dll"));

    /// <summary>Runs <c>api</c> with arguments to its end, and returns how long that took.</summary>
    public static async Task<TimeSpan> RunApiAsync(string arguments, IReadOnlyDictionary<string, string> environment)
    {
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo("dotnet", $"exec \"{Api}\" {arguments}") { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(started) : throw new InvalidOperationException($"api {arguments} failed:\n{output}");
    }

    /// <summary>Starts the API and waits until it is ready.</summary>
    public static Task<Service> StartApiAsync(IReadOnlyDictionary<string, string> environment) => StartAsync(["exec", Api], environment);

    /// <summary>Starts this program as the small service of <see cref="SampleService"/>.</summary>
    public static Task<Service> StartSampleAsync(string kind, IReadOnlyDictionary<string, string> environment) =>
        StartAsync(["exec", typeof(Programs).Assembly.Location, "service", kind], environment);

    private static async Task<Service> StartAsync(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var url = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}");
        var started = Stopwatch.GetTimestamp();
        var process = ServerProcess.Start("dotnet", arguments, new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = url.ToString() });
        using var client = new HttpClient();
        await process.UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync(new Uri(url, "/health/ready"));
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            arguments[1]);
        return new(process, url, Stopwatch.GetElapsedTime(started));
    }
}

/// <summary>A running service.</summary>
internal sealed record Service(ServerProcess Process, Uri Url, TimeSpan Ready) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
