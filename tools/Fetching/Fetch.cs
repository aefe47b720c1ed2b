using System.ComponentModel;
using System.Diagnostics;
using Platform.Tools.Cache;
using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>Gets one tool that is not in the cache: the best of its sources that works.</summary>
internal sealed class Fetch(ToolCache cache, ToolDeclaration tool, string platform, IProgress<ToolProgress>? progress)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly Lock reporting = new();
    private ToolStage stage = ToolStage.Downloading;

    /// <param name="problem">What is wrong with a copy that is in the cache, or null.</param>
    public async Task<FetchOutcome> RunAsync(string? problem, CancellationToken cancellationToken)
    {
        try
        {
            using var held = await FetchLock.AcquireAsync(cache.FolderOf(tool), () => Report(ToolStage.Waiting), cancellationToken);
            if (cache.Find(tool, platform, out problem) is { } byAnother)
            {
                Report(ToolStage.Ready);
                return new(byAnother, null);
            }

            if (problem is not null)
            {
                Report(ToolStage.Notice, $"{problem}; fetching it again");
            }

            return await FromSourcesAsync(cancellationToken);
        }
        catch (Exception e) when (e is CacheFailure or IOException or UnauthorizedAccessException)
        {
            return Fail(CacheProblem.Describe(cache.Root, e));
        }
    }

    private async Task<FetchOutcome> FromSourcesAsync(CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        var unreachable = new HashSet<PackageClient>();
        foreach (var source in tool.SourcesFor(platform).Where(source => !unreachable.Contains(source.Client)))
        {
            try
            {
                var installed = await FromSourceAsync(source, cancellationToken);
                Report(ToolStage.Ready);
                return new(installed, null);
            }
            catch (FetchFailure e)
            {
                CacheProblem.ThrowIfFull(cache.Root, e);
                reasons.Add(e.Message);
                if (e is ClientUnreachable)
                {
                    unreachable.Add(source.Client);
                }
            }
            catch (Win32Exception e)
            {
                reasons.Add(e.Message);
            }
        }

        return Fail(reasons.Count == 0
            ? $"there is no package for {platform}"
            : string.Join("; ", reasons.Distinct()));
    }

    private async Task<InstalledTool> FromSourceAsync(ToolSource source, CancellationToken cancellationToken)
    {
        CacheProblem.ThrowIfTooSmall(cache.Root, source);
        foreach (var package in source.Packages.Where(package => package.Hash is null))
        {
            Report(ToolStage.Notice, $"no hash is declared for {package.Name} {package.Version}; only the package client checks it");
        }

        var installer = new Installer(cache, tool, source);
        var meter = new DownloadMeter(ReportReceived);
        void OnStage(ToolStage next, string? detail) => Report(next, detail, 0, source.DownloadSize);
        try
        {
            return await installer.InstallAsync(OnStage, meter, cancellationToken);
        }
        catch (DamagedDownload e)
        {
            Report(ToolStage.Notice, $"{e.Message}; fetching it again");
            return await installer.InstallAsync(OnStage, meter, cancellationToken);
        }
    }

    private FetchOutcome Fail(string reason)
    {
        Report(ToolStage.Failed, reason);
        return new(null, new MissingTool(tool, reason));
    }

    private void Report(ToolStage next, string? detail = null, long received = 0, long total = 0)
    {
        lock (reporting)
        {
            stage = next;
            progress?.Report(new($"{tool.Name} {tool.Version}", next, received, total, Stopwatch.GetElapsedTime(started), detail));
        }
    }

    // A timer's last tick can come after the download's end.
    private void ReportReceived(long received, long total)
    {
        lock (reporting)
        {
            if (stage is ToolStage.Downloading)
            {
                Report(stage, null, received, total);
            }
        }
    }
}
