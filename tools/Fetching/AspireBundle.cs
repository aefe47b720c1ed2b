namespace Platform.Tools.Fetching;

/// <summary>Lets the <c>aspire</c> program unpack the engine and the dashboard, which it carries inside itself.</summary>
internal static class AspireBundle
{
    public static async Task UnpackAsync(Staging staging, CancellationToken cancellationToken)
    {
        var bin = Path.Combine(staging.Content, "bin");

        // Tells aspire to keep its bundle beside its own folder rather than in ~/.aspire:
        // https://github.com/microsoft/aspire/blob/main/docs/specs/install-routes.md
        await File.WriteAllTextAsync(Path.Combine(bin, ".aspire-install.json"), """{"source":"script"}""", cancellationToken);

        var program = Path.Combine(bin, OperatingSystem.IsWindows() ? "aspire.exe" : "aspire");
        var result = await ClientProcess.RunAsync(
            program, ["setup", "--non-interactive", "--nologo"], staging.Downloads, Environment(staging), cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new FetchFailure($"aspire cannot unpack its bundle: {result.LastLine}");
        }

        Relink(staging.Content);
    }

    // It keeps logs, a device id and marks of first use in the home folder of whoever runs it.
    private static Dictionary<string, string> Environment(Staging staging) => new()
    {
        ["HOME"] = staging.Home,
        ["USERPROFILE"] = staging.Home,
        ["LOCALAPPDATA"] = staging.Home,
        ["ASPIRE_HOME"] = Path.Combine(staging.Home, ".aspire"),
        ["XDG_CACHE_HOME"] = staging.Home,
        ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
    };

    // The link "bundle" has the absolute path of the staging folder. Where no relative link can be had, none is better:
    // aspire makes it anew when it is run.
    private static void Relink(string content)
    {
        var link = Path.Combine(content, "bundle");
        if (Directory.Exists(link))
        {
            Directory.Delete(link);
        }

        var version = Directory.GetDirectories(Path.Combine(content, "versions")).Single();
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateSymbolicLink(link, Path.Combine("versions", Path.GetFileName(version)));
        }
    }
}
