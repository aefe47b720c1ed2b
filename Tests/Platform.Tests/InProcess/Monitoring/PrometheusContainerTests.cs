using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>Prometheus as a container, where an engine answers and the image is there.</summary>
public sealed partial class PrometheusContainerTests
{
    [Fact]
    public async Task It_watches_the_programs_of_this_machine_and_tells_Alertmanager()
    {
        var image = Image().Match(await File.ReadAllTextAsync(Path.Combine(Projects.AppHost.ProjectPath, "ContainerImages.cs"), TestContext.Current.CancellationToken));
        var reference = $"{image.Groups["name"].Value}:{image.Groups["tag"].Value}";
        Assert.SkipUnless(await HasImageAsync(reference), $"Docker does not answer, or has no image {reference}.");

        var (builder, app) = await ShopFixture.StartAsync(configure: null, "--Platform:Monitoring=true", "--Platform:Monitoring:Speed=10", "--Platform:Forms:prometheus=container");
        try
        {
            // The first container of a run waits for its network and the tunnel.
            await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Prometheus).WaitAsync(Wait.Bound);
            using var prometheus = new PrometheusClient(app.CreateHttpClient(ResourceNames.Prometheus, "http"));
            IReadOnlyDictionary<string, double> up = new Dictionary<string, double>();
            await Wait.UntilAsync(
                async () => (up = await prometheus.QueryAsync("up")).Count >= 10 && up.Values.All(value => value == 1),
                () => $"not every target answers: {string.Join('\n', up)}",
                pause: TimeSpan.FromMilliseconds(200));
            await Wait.UntilAsync(
                async () => (await prometheus.QueryAsync("sum(alertmanager_alerts_received_total) > 0")).Count > 0, () => "Alertmanager has not heard of an alert", pause: TimeSpan.FromMilliseconds(200));
        }
        finally
        {
            await app.DisposeAsync();
            await builder.DisposeAsync();
        }
    }

    private static async Task<bool> HasImageAsync(string reference)
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", ["image", "inspect", "--format", "{{.Id}}", reference]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await docker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Wait.Bound);
            return docker.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex("""ContainerImage Prometheus = new\("(?<name>[^"]+)", "(?<tag>[^"]+)"\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Image();
}
