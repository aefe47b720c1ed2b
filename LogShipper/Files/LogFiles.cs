using Microsoft.Win32.SafeHandles;
using Platform.LogShipper.Shipping;

namespace Platform.LogShipper.Files;

/// <summary>The log files of a folder, whatever rotation does to them.</summary>
internal sealed partial class LogFiles(ShipperSettings settings, Positions positions, ShipperMetrics metrics, TimeProvider time, ILogger<LogFiles> log)
{
    // A file that is being renamed may be missing from one listing of its folder.
    private const int PassesUntilGone = 3;

    // Who goes on writing does so sooner.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    private static readonly string[] Kinds = [".clef", ".log"];

    private readonly Dictionary<string, Look> _looks = new(StringComparer.Ordinal);
    private readonly Dictionary<FileMark, int> _missing = [];
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    /// <summary>The files that have more than was shipped, by name.</summary>
    public IReadOnlyList<(string Path, FileMark Mark)> Unread()
    {
        var found = new Dictionary<FileMark, (string Path, Look Look)>();
        foreach (var path in Paths())
        {
            // Of a file and its copy, the longer one has more to tell.
            if (Examine(path) is { Mark: { } mark } look && (!found.TryGetValue(mark, out var other) || other.Look.Length < look.Length))
            {
                found[mark] = (path, look);
            }
        }

        foreach (var (mark, (path, look)) in found)
        {
            (mark.Name, mark.Length, mark.GoneSince) = (Path.GetFileName(path), look.Length, null);
        }

        NoteGone(found.Keys);
        var unread = found.Where(file => file.Key.Length > file.Key.Position && (!file.Value.Look.IsRead || IsEnded(file.Value.Path))).ToArray();
        metrics.Lag = unread.Sum(file => file.Key.Length - file.Key.Position);
        return [.. unread.Select(file => (file.Value.Path, file.Key)).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>Notes that a file has no complete line behind its mark. It is read again when it has changed.</summary>
    public void NoteRead(string path)
    {
        if (_looks.TryGetValue(path, out var look))
        {
            _looks[path] = look with { IsRead = true };
        }
    }

    /// <summary>Whether nobody goes on writing a file: its service has begun another since, and nothing came for ten minutes.</summary>
    public bool IsEnded(string path) =>
        _looks.TryGetValue(path, out var look)
        && look.Written < time.GetUtcNow().UtcDateTime - Abandoned
        && _looks.Any(other => other.Value.Written > look.Written && ServiceOf(other.Key) == ServiceOf(path));

    private static string ServiceOf(string path) => new LineOrigin(Path.GetFileName(path), 0, IsCut: false).Service;

    private IEnumerable<string> Paths() => Directory.Exists(settings.Folder)
        ? Directory.EnumerateFiles(settings.Folder).Where(path => Kinds.Any(kind => Path.GetFileName(path).Contains(kind, StringComparison.Ordinal)))
        : [];

    // Null when the file is gone again.
    private Look? Examine(string path)
    {
        try
        {
            var info = new FileInfo(path);

            // Windows tells the length of a file that is being written only to who opens it.
            if (!OperatingSystem.IsWindows() && _looks.TryGetValue(path, out var known) && known.Length == info.Length && known.Written == info.LastWriteTimeUtc
                && !known.IsGuess && (known.Mark is not null || !IsEnded(path)))
            {
                return known;
            }

            var written = info.LastWriteTimeUtc;
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            var mark = Fingerprint.OfHead(file, IsEnded(path)) is { } fingerprint ? Recognise(file, fingerprint, path, length, written) : null;
            var isRead = _looks.TryGetValue(path, out var before) && before.IsRead && (before.Length, before.Written, before.Mark) == (length, written, mark);
            return _looks[path] = new(length, written, mark, isRead, WasUnshipped: mark is { Position: 0 });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _looks.Remove(path);
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // It holds up no other.
            if (_unreadable.Add(path))
            {
                LogUnreadable(path, e.Message);
            }

            return _looks.GetValueOrDefault(path);
        }
    }

    private FileMark? Recognise(SafeFileHandle file, string fingerprint, string path, long length, DateTime written)
    {
        var name = Path.GetFileName(path);
        return positions.Find(file, fingerprint, name)
            ?? (IsBeingCopied(file, fingerprint, path, length) ? null : positions.Add(fingerprint, name, written, time.GetUtcNow().UtcDateTime));
    }

    // Rotation by copying: until the copy is as long as what was shipped of the original, it looks like a file that was emptied.
    private bool IsBeingCopied(SafeFileHandle file, string fingerprint, string path, long length)
    {
        foreach (var (other, _) in _looks.Where(look => look.Value.Mark?.Fingerprint == fingerprint && look.Key != path && look.Value.Length >= length && File.Exists(look.Key)))
        {
            using var original = File.OpenHandle(other, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (Fingerprint.OfTail(original, length) == Fingerprint.OfTail(file, length))
            {
                return true;
            }
        }

        return false;
    }

    private void NoteGone(ICollection<FileMark> found)
    {
        foreach (var path in _looks.Keys.Where(path => !File.Exists(path)).ToArray())
        {
            _looks.Remove(path);
        }

        foreach (var mark in positions.Marks.Where(mark => mark.GoneSince is null))
        {
            var passes = found.Contains(mark) ? 0 : _missing.GetValueOrDefault(mark) + 1;
            _missing[mark] = passes;
            if (passes >= PassesUntilGone)
            {
                mark.GoneSince = time.GetUtcNow().UtcDateTime;
                positions.Save();
                if (mark.Length > mark.Position)
                {
                    metrics.Lost(mark.Length - mark.Position);
                    LogLoss(mark.Name, mark.Length - mark.Position, mark.Position);
                }
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{File} was removed or emptied before it was shipped: {Bytes} bytes from byte {Position} on are lost")]
    private partial void LogLoss(string file, long bytes, long position);

    [LoggerMessage(2, LogLevel.Warning, "{File} cannot be read and is not shipped while that lasts: {Reason}")]
    private partial void LogUnreadable(string file, string reason);
}
