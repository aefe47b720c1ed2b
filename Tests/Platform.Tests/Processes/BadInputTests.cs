using System.Net;
using System.Net.Sockets;

namespace Platform.Tests.Processes;

/// <summary>What people meet when something is wrong: one clear message, an exit code, nothing left behind.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task A_taken_port_is_reported_with_the_pid_and_the_name_of_its_holder()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var ports = AppHostProcess.FreePorts();
        ports[ResourceNames.Api] = $"{((IPEndPoint)holder.LocalEndpoint).Port}";

        await using var run = AppHostProcess.Start(ports: ports);

        Assert.NotEqual(0, await run.WaitForExitAsync());
        Assert.Contains(ports[ResourceNames.Api], run.Output, StringComparison.Ordinal);
        Assert.Contains($"{Environment.ProcessId}", run.Output, StringComparison.Ordinal);
        await run.WaitUntilNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_second_copy_says_that_the_first_runs()
    {
        await using var first = AppHostProcess.Start();
        await first.WaitUntilReadyAsync();

        await using var second = AppHostProcess.Start(first.State, first.Ports);

        Assert.NotEqual(0, await second.WaitForExitAsync());
        Assert.Contains($"{first.Id}", second.Output, StringComparison.Ordinal);
        Assert.Contains("http://localhost:", second.Output, StringComparison.Ordinal);
        using var api = first.CreateApiClient();
        Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5, "The first goes on.");
    }

    [Fact]
    public async Task An_unknown_form_is_refused_with_the_known_ones()
    {
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["Platform__Form"] = "vm" });

        Assert.NotEqual(0, await run.WaitForExitAsync());
        Assert.Contains("Platform:Form is 'vm'. Use auto, container, process.", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(run.State, "data")), "No data was touched.");
    }

    [Fact]
    public async Task A_data_directory_of_another_major_version_is_refused()
    {
        var state = AppHostProcess.NewState();
        var data = Directory.CreateDirectory(Path.Combine(state, "data", ResourceNames.Postgres)).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "PG_VERSION"), "12\n");

        await using var run = AppHostProcess.Start(state);

        Assert.NotEqual(0, await run.WaitForExitAsync());
        Assert.Contains("12", run.Output, StringComparison.Ordinal);
        Assert.Contains(data, run.Output, StringComparison.Ordinal);
        Assert.Equal("12\n", await File.ReadAllTextAsync(Path.Combine(data, "PG_VERSION")));
        await run.WaitUntilNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_cold_cache_without_a_network_names_what_is_missing_and_how_to_get_it()
    {
        SuiteForm.SkipWhenContainers("Without processes PostgreSQL's program is not needed.");
        var cache = Directory.CreateTempSubdirectory("platform-cache-").FullName;
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?>
        {
            ["XDG_CACHE_HOME"] = cache,
            ["PATH"] = Path.GetDirectoryName(Environment.ProcessPath) is { } dotnet ? $"{dotnet}:/usr/share/dotnet" : "/usr/share/dotnet",
            ["DcpPublisher__CliPath"] = null,
        });

        Assert.NotEqual(0, await run.WaitForExitAsync());
        Assert.Contains("postgres", run.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("engine", run.Output, StringComparison.OrdinalIgnoreCase);
        await run.WaitUntilNothingIsLeftAsync();
    }
}
