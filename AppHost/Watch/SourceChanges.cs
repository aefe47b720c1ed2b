using System.Threading.Channels;

namespace Platform.AppHost.Watch;

/// <summary>The changes in a project's folder, in bursts: an editor writes a file in several steps, and a branch switch many files.</summary>
internal sealed class SourceChanges : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    private readonly Channel<string> changes = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly FileSystemWatcher watcher;

    public SourceChanges(string folder)
    {
        watcher = new FileSystemWatcher(folder)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, e) => Note(e.FullPath);
        watcher.Created += (_, e) => Note(e.FullPath);
        watcher.Deleted += (_, e) => Note(e.FullPath);
        watcher.Renamed += (_, e) =>
        {
            Note(e.OldFullPath);
            Note(e.FullPath);
        };

        // So many changes at once that some were dropped: the project file stands for all.
        watcher.Error += (_, _) => changes.Writer.TryWrite(Path.Combine(folder, "*.csproj"));
        watcher.EnableRaisingEvents = true;

        void Note(string path)
        {
            if (SourceFiles.Matters(folder, path))
            {
                changes.Writer.TryWrite(path);
            }
        }
    }

    /// <summary>Waits for a change, and until no other has come for a moment.</summary>
    /// <returns>The full paths of the files that changed, came or went.</returns>
    public async Task<IReadOnlySet<string>> NextAsync(CancellationToken cancellationToken)
    {
        var changed = new HashSet<string> { await changes.Reader.ReadAsync(cancellationToken) };
        while (true)
        {
            await Task.Delay(Quiet, cancellationToken);
            if (!changes.Reader.TryRead(out var path))
            {
                return changed;
            }

            do
            {
                changed.Add(path);
            }
            while (changes.Reader.TryRead(out path));
        }
    }

    public void Dispose() => watcher.Dispose();
}
