using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>Downloads Debian packages with apt-get and unpacks them with dpkg, both as an ordinary user; nothing is installed.</summary>
internal static class AptClient
{
    public static async Task FetchAsync(
        IReadOnlyList<Package> packages, Staging staging, Action unpacking, CancellationToken cancellationToken)
    {
        var apt = Programs.Find("apt-get") ?? throw new FetchFailure("this system has no apt-get");
        var dpkg = Programs.Find("dpkg") ?? throw new FetchFailure("this system has no dpkg");
        await DownloadAsync(apt, packages, staging, cancellationToken);

        unpacking();
        foreach (var package in packages)
        {
            // apt-get names the file <package>_<version>_<architecture>.deb, with ':' as %3a.
            var file = Directory.GetFiles(staging.Downloads, $"{package.Name}_*.deb").Single();
            await Hashes.VerifyAsync(file, package, cancellationToken);
            var unpack = await ClientProcess.RunAsync(dpkg, ["-x", file, staging.Content], staging.Downloads, null, cancellationToken);
            if (unpack.ExitCode != 0)
            {
                throw new FetchFailure($"dpkg cannot unpack {package.Name}: {unpack.LastLine}");
            }
        }
    }

    private static async Task DownloadAsync(
        string apt, IReadOnlyList<Package> packages, Staging staging, CancellationToken cancellationToken)
    {
        string[] download = ["download", .. packages.Select(package => $"{package.Name}={package.Version}")];
        var configuration = await PrivateConfigurationAsync(staging, cancellationToken);

        // With the system's package lists where they are there and know the versions: that saves a download.
        var first = await ClientProcess.RunAsync(
            apt, ["-q", "-o", "APT::Sandbox::User=root", .. download], staging.Downloads, null, cancellationToken);
        if (first.ExitCode == 0)
        {
            return;
        }

        // Else with lists of our own, because only root may refresh the system's.
        var update = await ClientProcess.RunAsync(apt, ["-q", "update"], staging.Downloads, configuration, cancellationToken);
        var second = await ClientProcess.RunAsync(apt, ["-q", .. download], staging.Downloads, configuration, cancellationToken);
        if (second.ExitCode != 0)
        {
            throw new FetchFailure(Explain(packages, update, second));
        }
    }

    // A file named by APT_CONFIG is read before the system's configuration.
    private static async Task<IReadOnlyDictionary<string, string>> PrivateConfigurationAsync(
        Staging staging, CancellationToken cancellationToken)
    {
        var state = Path.Combine(staging.Downloads, "apt");
        Directory.CreateDirectory(Path.Combine(state, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(state, "cache", "archives", "partial"));
        var file = Path.Combine(staging.Downloads, "apt.conf");
        await File.WriteAllTextAsync(
            file,
            $"""
            Dir::State::lists "{state}/lists";
            Dir::Cache "{state}/cache";
            APT::Sandbox::User "root";
            Acquire::Languages "none";
            Acquire::Retries "1";

            """,
            cancellationToken);
        return new Dictionary<string, string> { ["APT_CONFIG"] = file };
    }

    private static string Explain(IReadOnlyList<Package> packages, ClientResult update, ClientResult download)
    {
        var wanted = $"{packages[0].Name} {packages[0].Version}";
        var text = update.Error + update.Output + download.Error;
        return text.Contains("Could not resolve", StringComparison.Ordinal)
            || text.Contains("Temporary failure resolving", StringComparison.Ordinal)
            || text.Contains("Could not connect", StringComparison.Ordinal)
            || text.Contains("Cannot initiate the connection", StringComparison.Ordinal)
            ? $"apt-get cannot reach its archive for {wanted}"
            : text.Contains("Mismatch", StringComparison.Ordinal)
            ? throw new AlteredDownload($"apt-get received a damaged {wanted}")
            : download.Error.Contains("was not found", StringComparison.Ordinal)
            || download.Error.Contains("Unable to locate package", StringComparison.Ordinal)
            ? $"this system's package archive does not have {wanted}"
            : $"apt-get download {wanted} failed: {download.LastLine}";
    }
}
