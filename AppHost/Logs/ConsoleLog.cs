using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.ServiceDefaults.Logging;

namespace Platform.AppHost.Logs;

/// <summary>The log files of a resource that writes none itself: what it prints, in CLEF, as docs/logging.md describes it.</summary>
/// <param name="folder">Where the files go.</param>
/// <param name="service">The resource's name.</param>
internal sealed class ConsoleLog(string folder, string service) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int Remembered = 4096;

    private readonly LogFile _file = new(folder, service);
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Queue<int> _printed = new();
    private HashSet<int> _known = [];

    /// <summary>Who begins to follow anew may be shown again what was printed before: that is not added again.</summary>
    public void BeginAnew() => _known = [.. _printed];

    /// <summary>Adds lines that were printed one after the other.</summary>
    /// <param name="lines">Each with the time that the engine puts before it.</param>
    public void Add(IEnumerable<string> lines)
    {
        _text.ResetWrittenCount();
        ConsoleLine? current = null;
        foreach (var line in lines)
        {
            // The time before it makes a line different from others that say the same.
            var hash = line.GetHashCode(StringComparison.Ordinal);
            if (_known.Contains(hash))
            {
                continue;
            }

            _printed.Enqueue(hash);
            if (_printed.Count > Remembered)
            {
                _printed.Dequeue();
            }

            var (printed, text) = Split(line);
            if (current is not null && ConsoleLine.IsContinuation(text))
            {
                current = current with { Message = $"{current.Message}\n{text}" };
                continue;
            }

            Write(current);
            current = null;
            if (text.StartsWith("{\"@t\":", StringComparison.Ordinal))
            {
                _text.Write(System.Text.Encoding.UTF8.GetBytes($"{text}\n"));
            }
            else if (!string.IsNullOrWhiteSpace(text))
            {
                current = ConsoleLine.Parse(text, printed);
            }
        }

        Write(current);
        _file.Write(_text.WrittenSpan);
    }

    public void Dispose() => _file.Dispose();

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
