using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>Installs a .NET tool into a folder with <c>dotnet tool install</c>.</summary>
internal static class DotnetToolClient
{
    public static async Task FetchAsync(Package package, Staging staging, Action unpacking, CancellationToken cancellationToken)
    {
        var result = await ClientProcess.RunAsync(
            DotnetHost.Program,
            ["tool", "install", package.Name, "--version", package.Version, "--tool-path", staging.Content],
            staging.Downloads,
            new Dictionary<string, string>
            {
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_NOLOGO"] = "1",
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
                // By default it tries six times, which takes half a minute to say that there is no network.
                ["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "2",
                ["NUGET_ENHANCED_NETWORK_RETRY_DELAY_MILLISECONDS"] = "500",
            },
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw NetworkErrors.IsIn(result.Output + result.Error)
                ? new ClientUnreachable($"dotnet cannot reach its NuGet source for {package.Name} {package.Version}")
                : new FetchFailure($"dotnet tool install {package.Name} --version {package.Version} failed: {result.LastLine}");
        }

        unpacking();
        var downloaded = Directory.GetFiles(staging.Content, $"{package.Name}.{package.Version}.nupkg", SearchOption.AllDirectories).Single();
        await Hashes.VerifyAsync(downloaded, package, cancellationToken);

        // The package is unpacked beside itself, twice; the tool does not need it to run.
        foreach (var copy in Directory.GetFiles(staging.Content, "*.nupkg", SearchOption.AllDirectories))
        {
            File.Delete(copy);
        }
    }
}
