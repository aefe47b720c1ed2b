using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.ServiceDefaults.Logging;

namespace Platform.AppHost.Logs;

/// <summary>The log files of what a resource prints, in CLEF, as docs/logging.md describes it.</summary>
/// <param name="folder">Where the files go.</param>
/// <param name="service">The resource's name.</param>
/// <param name="hasOwnFiles">
/// Whether it writes log files itself: then what is in those is left out, and the rest goes to <c>&lt;service&gt;-console-&lt;date&gt;.clef</c>.
/// </param>
internal sealed class ConsoleLog(string folder, string service, bool hasOwnFiles = false) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What continues a line may come a little later, such as the second half of a stack trace.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly LogFile _file = new(folder, hasOwnFiles ? $"{service}-console" : service);
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly PrintedLines _printed = new();
    private readonly Lock _lock = new();
    private Timer? _timer;
    private ConsoleLine? _current;

    /// <summary>Who begins to follow anew may be shown again what was printed before: that is not added again.</summary>
    public void BeginAnew()
    {
        lock (_lock)
        {
            Flush();
            _printed.BeginAnew();
        }
    }

    /// <summary>Adds lines that were printed one after the other. The last of them is written once nothing continues it.</summary>
    /// <param name="lines">Each with the time that the engine puts before it.</param>
    public void Add(IEnumerable<string> lines)
    {
        lock (_lock)
        {
            _text.ResetWrittenCount();
            foreach (var line in lines)
            {
                var (printed, text) = Split(line);
                if (_printed.IsNew(line, printed))
                {
                    Add(printed, text);
                }
            }

            _file.Write(_text.WrittenSpan);
            if (_current is not null)
            {
                _timer ??= new Timer(_ => FlushLater());
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Flush();
            _timer?.Dispose();
            _file.Dispose();
        }
    }

    private void Add(DateTime printed, string text)
    {
        var isEvent = text.StartsWith("{\"@t\":", StringComparison.Ordinal);
        if (isEvent && hasOwnFiles)
        {
            return;
        }

        if (!isEvent && _current is not null && _current.IsContinuedBy(text))
        {
            _current = _current.With(text);
            return;
        }

        Write(_current);
        _current = null;
        if (isEvent)
        {
            _text.Write(System.Text.Encoding.UTF8.GetBytes($"{text}\n"));
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            _current = ConsoleLine.Parse(text, printed);
        }
    }

    private void Flush()
    {
        _text.ResetWrittenCount();
        Write(_current);
        _file.Write(_text.WrittenSpan);
        _current = null;
    }

    private void FlushLater()
    {
        lock (_lock)
        {
            try
            {
                Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The line stays, and whoever adds the next one is told.
            }
        }
    }

    // "2026-11-20T13:05:16.1234567Z the line"
    private static (DateTime Printed, string Text) Split(string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && line[end - 1] == 'Z' && ConsoleLine.TryReadTime(line[..end], out var printed)
            ? (printed, line[(end + 1)..])
            : (DateTime.UtcNow, line);
    }

    private void Write(ConsoleLine? line)
    {
        if (line is null)
        {
            return;
        }

        using var json = new Utf8JsonWriter(_text, Options);
        json.WriteStartObject();
        json.WriteString("@t", line.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("@l", line.Level.ToString());
        json.WriteString("@m", Redactor.Redact(line.Message));
        if (line.Exception is { } exception)
        {
            json.WriteString("@x", Redactor.Redact(exception));
        }

        foreach (var (name, value) in line.Properties)
        {
            json.WriteString(name, Redactor.IsSensitive(name) ? Redactor.Mask : Redactor.Redact(value));
        }

        if (line.DurationMs is { } duration)
        {
            json.WriteNumber("DurationMs", duration);
        }

        json.WriteString("Machine", Environment.MachineName);
        if (line.Process is { } process)
        {
            json.WriteNumber("Process", process);
        }

        json.WriteString("Service", service);
        json.WriteEndObject();
        json.Flush();
        _text.Write("\n"u8);
    }
}
