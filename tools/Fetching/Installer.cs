using System.IO.Enumeration;
using Platform.Tools.Cache;
using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>Fetches one source of a tool into a staging folder, checks that it works, and puts it in its place.</summary>
internal sealed class Installer(ToolCache cache, ToolDeclaration tool, ToolSource source)
{
    public async Task<InstalledTool> InstallAsync(Action<ToolStage, string?> report, DownloadMeter meter, CancellationToken cancellationToken)
    {
        using var staging = Staging.Create(cache.FolderOf(tool));
        using var measuring = meter.Watch(staging.Downloads, source.DownloadSize);
        report(ToolStage.Downloading, null);

        var version = tool.VersionOf(source);
        var programs = default(Dictionary<string, string>);
        void Unpacking() => report(ToolStage.Unpacking, null);
        switch (source.Client)
        {
            case PackageClient.Npm:
                await NpmClient.FetchAsync(source.Packages[0], staging, Unpacking, cancellationToken);
                break;
            case PackageClient.Apt:
                await AptClient.FetchAsync(source.Packages, staging, Unpacking, cancellationToken);
                break;
            case PackageClient.DotnetTool:
                await DotnetToolClient.FetchAsync(source.Packages[0], staging, Unpacking, cancellationToken);
                break;
            default:
                (version, programs) = await PathClient.FindAsync(source, staging.Folder, cancellationToken);
                break;
        }

        await UnpackAsync(staging, cancellationToken);
        programs ??= source.Programs.ToDictionary(program => program.Key, program => Locate(staging.Content, program.Value));
        await ProbeAsync(staging.Content, programs, cancellationToken);

        var receipt = new Receipt(version, source.Fingerprint, programs, source.Libraries, Describe(staging.Content, programs));
        receipt.Write(staging.Content);
        var final = cache.FolderOf(tool, source);
        staging.Promote(final);
        return ToolCache.Describe(tool.Name, final, receipt);
    }

    private async Task UnpackAsync(Staging staging, CancellationToken cancellationToken)
    {
        if (source.Unpack is UnpackStep.AspireBundle)
        {
            await AspireBundle.UnpackAsync(staging, cancellationToken);
        }
        else if (source.Unpack is UnpackStep.PostgresLinks)
        {
            PostgresLinks.Create(staging.Content);
        }
    }

    /// <summary>Resolves a declared path such as <c>versions/*/dcp/dcp</c>.</summary>
    private static string Locate(string content, string declared)
    {
        var star = declared.IndexOf("/*/", StringComparison.Ordinal);
        var candidates = star < 0
            ? [declared]
            : Directory.GetDirectories(Path.Combine(content, declared[..star]))
                .Select(folder => $"{declared[..star]}/{Path.GetFileName(folder)}{declared[(star + 2)..]}");
        return candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(content, candidate)))
            ?? throw new FetchFailure($"the package has no {declared}");
    }

    // What was built for another release of the system may not find its libraries here.
    private async Task ProbeAsync(string content, Dictionary<string, string> programs, CancellationToken cancellationToken)
    {
        if (source.Probe is null)
        {
            return;
        }

        var libraries = source.Libraries is null ? null : Path.Combine(content, source.Libraries);
        var answer = await ClientProcess.RunAsync(
            Path.Combine(content, programs[source.Probe]), ["--version"], content, Loader.Environment(libraries), cancellationToken);
        if (answer.ExitCode != 0)
        {
            throw new FetchFailure($"{source.Probe} does not run on this system: {answer.LastLine}");
        }
    }

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    private static List<InstalledFile> Describe(string content, Dictionary<string, string> programs)
    {
        // Links to folders are not followed: "bundle" leads to what "versions" holds.
        var files = new FileSystemEnumerable<string>(content, (ref entry) => entry.ToFullPath(), Everything)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }.Select(path => Path.GetRelativePath(content, path)).Concat(programs.Values.Where(Path.IsPathFullyQualified));
        return [.. files.AsParallel().Select(path => InstalledFile.Describe(content, path)).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}
