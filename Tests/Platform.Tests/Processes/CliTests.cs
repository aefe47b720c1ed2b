using System.IO.Compression;
using System.Text.Json;

namespace Platform.Tests.Processes;

/// <summary>The official aspire CLI drives the environment.</summary>
public sealed class CliTests
{
    [Fact]
    public async Task The_official_CLI_sees_the_environment_drives_it_and_stops_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The CLI is taken from the tool cache, and its home folder from HOME, as on Linux.");
        using var aspire = new AspireCli();
        await using var run = AppHostProcess.Start(environment: aspire.Environment);
        await run.WaitUntilReadyAsync();
        await run.WaitForOutputAsync("/login?t=");
        using (var api = run.CreateApiClient())
        {
            Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
        }

        var running = Assert.Single(Json(aspire.RunGlobal("ps", "--format", "Json")).EnumerateArray());
        Assert.Equal(run.Id, running.GetProperty("appHostPid").GetInt32());
        Assert.StartsWith($"http://localhost:{run.Ports["dashboard"]}/login?t=", running.GetProperty("dashboardUrl").GetString(), StringComparison.Ordinal);

        var resources = Json(aspire.Run("describe", "--format", "Json")).GetProperty("resources").EnumerateArray().ToLookup(r => r.GetProperty("displayName").GetString());
        Assert.Equal("Healthy", Assert.Single(resources[ResourceNames.Postgres]).GetProperty("healthStatus").GetString());
        Assert.Equal("Running", Assert.Single(resources[ResourceNames.Api]).GetProperty("state").GetString());
        Assert.Equal("Finished", Assert.Single(resources[ResourceNames.Migrations]).GetProperty("state").GetString());

        Assert.Contains("ready to accept connections", aspire.Run("logs", ResourceNames.Postgres), StringComparison.Ordinal);
        aspire.Run("resource", ResourceNames.Redis, "restart");
        aspire.Run("wait", ResourceNames.Redis, "--status", "healthy");
        var spans = "";
        await Wait.UntilAsync(
            () => (spans = aspire.Run("otel", "spans", ResourceNames.Api, "--search", "api/v1/products", "--format", "Json")).Contains("api/v1/products", StringComparison.Ordinal),
            () => spans);

        var export = Path.Combine(Directory.CreateTempSubdirectory("export").FullName, "export.zip");
        aspire.Run("export", "--output", export);
        using (var archive = ZipFile.OpenRead(export))
        {
            Assert.NotEmpty(archive.Entries);
        }

        aspire.Run("stop");

        Assert.Equal(0, await run.WaitForExitAsync());
        await run.WaitUntilNothingIsLeftAsync();
        Assert.Equal(0, Json(aspire.RunGlobal("ps", "--format", "Json")).GetArrayLength());
    }

    // The CLI may say what it is doing before what it found.
    private static JsonElement Json(string output) =>
        JsonDocument.Parse(output[output.AsSpan().IndexOfAny('[', '{')..]).RootElement;
}
