using System.Runtime.CompilerServices;

namespace Platform.AppHost.Commands.Logs;

/// <summary>The log files of an environment, <c>&lt;service&gt;-&lt;date&gt;.clef</c>, read while services write them.</summary>
internal sealed class LogFolder(string path)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    // How far each file has been read, in bytes; always behind a line's end.
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    /// <summary>The last entries that are wanted, of all services together, in the order of time.</summary>
    /// <exception cref="PlatformException">There are no log files.</exception>
    public IEnumerable<LogEntry> ReadLast(LogFilter filter, int count)
    {
        // Lines of the same moment stay in their order.
        var last = new PriorityQueue<LogEntry, (DateTime Time, int Number)>();
        var number = 0;
        var files = Files().ToList();
        if (files.Count == 0)
        {
            throw new PlatformException($"There are no log files in {path} yet. Services write them while they run: dotnet run --project AppHost");
        }

        foreach (var entry in files.SelectMany(ReadOn).Where(filter.Wants))
        {
            last.Enqueue(entry, (entry.Time, number++));
            if (last.Count > count)
            {
                last.Dequeue();
            }
        }

        while (last.TryDequeue(out var entry, out _))
        {
            yield return entry;
        }
    }

    /// <summary>What is written from now on, until cancelled.</summary>
    public async IAsyncEnumerable<LogEntry> FollowAsync(LogFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_pause);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var entry in Files().SelectMany(ReadOn).Where(filter.Wants).OrderBy(entry => entry.Time))
            {
                yield return entry;
            }
        }
    }

    private IEnumerable<string> Files() => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.clef").Order(StringComparer.Ordinal) : [];

    private IEnumerable<LogEntry> ReadOn(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = _read.GetValueOrDefault(file);
        if (stream.Position == stream.Length)
        {
            yield break;
        }

        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n') + 1;
        _read[file] = _read.GetValueOrDefault(file) + reader.CurrentEncoding.GetByteCount(text.AsSpan(0, end));
        foreach (var line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (LogEntry.TryParse(line) is { } entry)
            {
                yield return entry;
            }
        }
    }
}
