using System.Net.NetworkInformation;
using System.Text.Json;

namespace Platform.Tests.Processes;

/// <summary>Two clones, or worktrees, of which each would take the ports that people know.</summary>
public sealed class TwoClonesTests
{
    private const int Dashboard = 18888;
    private const int Api = 8080;

    [Fact]
    public async Task Two_clones_that_start_at_once_share_no_port_and_no_data()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).Intersect([Dashboard, Api]).ToList();
        Assert.SkipWhen(taken.Count > 0, $"Something on this machine listens on {string.Join(" and ", taken)}.");
        var temporary = Directory.CreateTempSubdirectory("pt").FullName;
        await using var first = Start(temporary);
        await using var second = Start(temporary);
        await Task.WhenAll(first.WaitUntilReadyAsync(), second.WaitUntilReadyAsync());

        var (ports, others) = (PortsOf(first), PortsOf(second));
        Assert.Empty(ports.Values.Intersect(others.Values));
        Assert.Contains(Api, ports.Values.Concat(others.Values));
        Assert.Contains(Dashboard, ports.Values.Concat(others.Values));
        foreach (var api in new[] { ports[ResourceNames.Api], others[ResourceNames.Api] })
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{api}") };
            Assert.True((await Products.SearchAsync(http, "lamp")).Total >= 5);
        }

        foreach (var clone in new[] { first, second })
        {
            clone.Terminate();
            Assert.Equal(0, await clone.WaitForExitAsync());
            await clone.WaitUntilNothingIsLeftAsync();
        }

        Directory.Delete(temporary, recursive: true);
    }

    // They see each other's reservations in the temporary folder, as programs of one machine do.
    private static AppHostProcess Start(string temporary) => AppHostProcess.Start(
        ports: new Dictionary<string, string>(), environment: new Dictionary<string, string?> { ["TMPDIR"] = temporary });

    private static Dictionary<string, int> PortsOf(AppHostProcess clone) =>
        JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(clone.State, "ports.json")))!;
}
