using System.Runtime.CompilerServices;
using System.Text;

namespace Platform.AppHost.Commands.Logs;

/// <summary>The log files of an environment, <c>&lt;service&gt;-&lt;date&gt;.clef</c>, read while services write them.</summary>
internal sealed class LogFolder(string path)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    // By how much lines of one file may not be in the order of time.
    private static readonly TimeSpan s_disorder = TimeSpan.FromMinutes(1);

    // How far each file has been read, in bytes; always behind a line's end.
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    /// <summary>How much has been read, bytes.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The last entries that are wanted, of all services together, in the order of time.</summary>
    /// <exception cref="PlatformException">There are no log files.</exception>
    public IEnumerable<LogEntry> ReadLast(LogFilter filter, int count)
    {
        var services = Files().GroupBy(ServiceOf, StringComparer.Ordinal).Select((files, number) => (Service: files.Key, Files: files.ToArray(), Number: number)).ToArray();
        if (services.Length == 0)
        {
            throw new PlatformException($"There are no log files in {path} yet. Services write them while they run: dotnet run --project AppHost");
        }

        // Lines of the same moment stay in their order.
        var last = new PriorityQueue<LogEntry, (DateTime Time, int Service, int Line)>();

        // Who probably has what is wanted comes first: then less of the others has to be read.
        foreach (var (_, files, number) in services.OrderByDescending(group => filter.Service is { } wanted && group.Service.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)))
        {
            var line = 0;
            foreach (var entry in ReadBackwards(files))
            {
                if (last.Count == count && last.TryPeek(out _, out var oldest) && entry.Time < oldest.Time - s_disorder)
                {
                    break;
                }

                if (filter.Wants(entry))
                {
                    last.Enqueue(entry, (entry.Time, number, --line));
                    if (last.Count > count)
                    {
                        last.Dequeue();
                    }
                }
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

    // api-20261120_001.clef, api-console-20261120.clef
    private static string ServiceOf(string file)
    {
        var name = Path.GetFileName(file);
        return name.LastIndexOf('-') is > 0 and var dash ? name[..dash] : name;
    }

    // Of a service's files, which are sorted by their days.
    private IEnumerable<LogEntry> ReadBackwards(string[] files)
    {
        foreach (var file in files)
        {
            // Only the last one is still written; of that one it is found out below where its last complete line ends.
            _read[file] = new FileInfo(file).Length;
        }

        foreach (var file in files.Reverse())
        {
            using var stream = Open(file);
            var lines = new BackwardLines(stream);
            var (read, isFirst) = (0L, true);
            foreach (var line in lines.Read())
            {
                BytesRead += lines.BytesRead - read;
                read = lines.BytesRead;
                if (isFirst)
                {
                    (_read[file], isFirst) = (lines.End, false);
                }

                if (LogEntry.TryParse(Encoding.UTF8.GetString(line.Span)) is { } entry)
                {
                    yield return entry;
                }
            }

            BytesRead += lines.BytesRead - read;
            if (isFirst)
            {
                _read[file] = 0;
            }
        }
    }

    private IEnumerable<LogEntry> ReadOn(string file)
    {
        using var stream = Open(file);
        stream.Position = _read.GetValueOrDefault(file);
        if (stream.Position >= stream.Length)
        {
            yield break;
        }

        var bytes = new byte[stream.Length - stream.Position];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        BytesRead += read;
        var end = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        _read[file] = _read.GetValueOrDefault(file) + end;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (LogEntry.TryParse(line) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
