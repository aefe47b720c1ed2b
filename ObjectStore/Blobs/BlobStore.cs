using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Blobs;

/// <summary>
/// The bytes of objects and parts, one immutable file each, named by a random id (so no object key can reach
/// outside the directory or meet another on a file system that folds case). The index knows each file before it
/// exists and until it is gone, so a killed process leaves nothing that the next start does not find.
/// </summary>
internal sealed class BlobStore : IAsyncDisposable
{
    private readonly OrderedIndex _index;
    private readonly string _directory;
    private readonly bool _flushToDisk;
    private readonly ILogger _logger;
    private readonly bool[] _directories = new bool[256];
    private readonly Channel<Guid> _deletions = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });
    private readonly BlobPins _pins = new();
    private readonly Task _deleting;

    public BlobStore(OrderedIndex index, string directory, bool flushToDisk, ILogger logger)
    {
        _index = index;
        _directory = directory;
        _flushToDisk = flushToDisk;
        _logger = logger;
        Directory.CreateDirectory(directory);
        QueueDebris();
        _deleting = Task.Run(DeleteQueuedAsync);
    }

    public bool FlushToDisk => _flushToDisk;

    public BlobWriter Begin() => new(this, Guid.NewGuid());

    /// <exception cref="FileNotFoundException">The blob was deleted after its object was looked up.</exception>
    public SafeFileHandle Open(Guid id)
    {
        try
        {
            return File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(e.Message, e);
        }
    }

    /// <summary>Keeps the files of some blobs until it is disposed, even if they are deleted meanwhile.</summary>
    public IDisposable Pin(IEnumerable<Guid> ids) => _pins.Pin(ids, id => _deletions.Writer.TryWrite(id));

    /// <summary>Adds to a batch that the blob's file is to go. Call <see cref="Delete"/> once the batch is committed.</summary>
    public static void Discard(IndexBatch batch, Guid id) => batch.PutNew(Keys.DeletingOf(id), []);

    /// <summary>Deletes the files of committed discards in the background.</summary>
    public void Delete(IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
        {
            _deletions.Writer.TryWrite(id);
        }
    }

    internal SafeFileHandle Create(Guid id)
    {
        var batch = new IndexBatch();
        batch.PutNew(Keys.WritingOf(id), []);
        _index.Commit(batch);
        try
        {
            EnsureDirectory(id);
            return File.OpenHandle(PathOf(id), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        }
        catch
        {
            Abandon(id);
            throw;
        }
    }

    internal void FlushDirectoryOf(Guid id) => DirectorySync.Flush(Path.GetDirectoryName(PathOf(id))!);

    internal void Abandon(Guid id)
    {
        try
        {
            DeleteFile(id);
            var batch = new IndexBatch { FreesSpace = true };
            batch.Remove(Keys.WritingOf(id));
            _index.Commit(batch);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Its row stays, so the next start removes it.
            _logger.LogWarning("Cannot remove an unfinished upload from the disk: {Reason}", e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _deletions.Writer.Complete();
        await _deleting;
    }

    private string PathOf(Guid id)
    {
        var name = id.ToString("n");
        return Path.Combine(_directory, name[..2], name);
    }

    private void EnsureDirectory(Guid id)
    {
        var directory = Path.GetDirectoryName(PathOf(id))!;
        var number = Convert.ToInt32(Path.GetFileName(directory), 16);
        if (!_directories[number])
        {
            Directory.CreateDirectory(directory);
            if (_flushToDisk)
            {
                DirectorySync.Flush(_directory);
            }
            _directories[number] = true;
        }
    }

    private void QueueDebris()
    {
        foreach (var table in new[] { Keys.AllWriting, Keys.AllDeleting })
        {
            foreach (var row in _index.Scan(table, Bytes.After(table), int.MaxValue))
            {
                _deletions.Writer.TryWrite(Keys.BlobOf(row.Key));
            }
        }
    }

    private async Task DeleteQueuedAsync()
    {
        while (await _deletions.Reader.WaitToReadAsync())
        {
            var batch = new IndexBatch { FreesSpace = true };
            while (batch.Changes.Count < 512 && _deletions.Reader.TryRead(out var id))
            {
                if (_pins.Postpone(id))
                {
                    continue;
                }
                try
                {
                    DeleteFile(id);
                    batch.Remove(Keys.DeletingOf(id));
                    batch.Remove(Keys.WritingOf(id));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    _logger.LogWarning("Cannot delete a blob, trying again at the next start: {Reason}", e.Message);
                }
            }
            try
            {
                if (batch.Changes.Count > 0)
                {
                    _index.Commit(batch);
                }
            }
            catch (IOException e)
            {
                _logger.LogWarning("Cannot note deleted blobs, doing so at the next start: {Reason}", e.Message);
            }
        }
    }

    private void DeleteFile(Guid id)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (DirectoryNotFoundException)
        {
            // The process was killed before it made the directory.
        }
    }
}
