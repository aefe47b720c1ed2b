using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Platform.AppHost.Watch;

/// <summary>The changes in the folders of projects, in bursts: an editor writes a file in several steps, and a branch switch many files.</summary>
internal sealed class SourceChanges : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    private readonly Channel<string> changes = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, FileSystemWatcher> watchers = new();

    /// <summary>Begins to watch a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="since">What the compiler reads and was written later than this has changed, too (UTC).</param>
    public void Add(string folder, DateTime since)
    {
        var watcher = new FileSystemWatcher(folder)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        if (!watchers.TryAdd(folder, watcher))
        {
            watcher.Dispose();
            return;
        }

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
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => SourceFiles.IsCompiled(file) && File.GetLastWriteTimeUtc(file) > since))
        {
            Note(file);
        }

        void Note(string path)
        {
            if (SourceFiles.Matters(folder, path))
            {
                changes.Writer.TryWrite(path);
            }
        }
    }

    /// <summary>Begins to watch the files of a folder that the projects below it share.</summary>
    public void AddShared(string folder)
    {
        var watcher = new FileSystemWatcher(folder, "Directory.*") { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
        if (!watchers.TryAdd(Path.Combine(folder, watcher.Filter), watcher))
        {
            watcher.Dispose();
            return;
        }

        watcher.Changed += (_, e) => Note(e.FullPath);
        watcher.Created += (_, e) => Note(e.FullPath);
        watcher.Deleted += (_, e) => Note(e.FullPath);
        watcher.Renamed += (_, e) => Note(e.FullPath);
        watcher.EnableRaisingEvents = true;

        void Note(string path)
        {
            if (SourceFiles.IsShared(path))
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

    public void Dispose()
    {
        foreach (var watcher in watchers.Values)
        {
            watcher.Dispose();
        }
    }
}
