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
            new Dictionary<string, string> { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" },
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new FetchFailure(
                result.Output.Contains("NU1301", StringComparison.Ordinal) || result.Error.Contains("NU1301", StringComparison.Ordinal)
                    ? "dotnet cannot reach its NuGet source (NU1301)"
                    : $"dotnet tool install {package.Name} --version {package.Version} failed: {result.LastLine}");
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
