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
            apt, ["-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=0", .. download], staging.Downloads, null, cancellationToken);
        if (first.ExitCode == 0)
        {
            return;
        }

        if (NetworkErrors.IsIn(first.Error))
        {
            throw Unreachable;
        }

        // Else with lists of our own, because only root may refresh the system's.
        var update = await ClientProcess.RunAsync(apt, ["-q", "update"], staging.Downloads, configuration, cancellationToken);
        var second = await ClientProcess.RunAsync(apt, ["-q", .. download], staging.Downloads, configuration, cancellationToken);
        if (second.ExitCode != 0)
        {
            throw Explain(packages[0], update, second);
        }
    }

    private static ClientUnreachable Unreachable => new("apt-get cannot reach its archive");

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
            Acquire::Retries "0";

            """,
            cancellationToken);
        return new Dictionary<string, string> { ["APT_CONFIG"] = file };
    }

    private static FetchFailure Explain(Package package, ClientResult update, ClientResult download)
    {
        var wanted = $"{package.Name} {package.Version}";
        return NetworkErrors.IsIn(update.Error + update.Output + download.Error) ? Unreachable
            : download.Error.Contains("Mismatch", StringComparison.Ordinal)
            ? new DamagedDownload($"apt-get received a damaged {wanted}")
            : download.Error.Contains("was not found", StringComparison.Ordinal)
            || download.Error.Contains("Unable to locate package", StringComparison.Ordinal)
            ? new FetchFailure($"this system's package archive does not have {wanted}")
            : new FetchFailure($"apt-get download {wanted} failed: {download.LastLine}");
    }
}
