using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Platform.LogShipper.Elasticsearch;

namespace Platform.LogShipper.Shipping;

/// <summary>
/// Keeps the lines that Elasticsearch refused, one JSON object each: why, what was sent, and where it stands. The file is followed by a
/// new one at 50 MiB, and one old file is kept. A crash may leave a line there twice. <see cref="Resending"/> sends them again.
/// </summary>
internal sealed class DeadLetters(string path)
{
    private const long LongestFile = 50 * 1024 * 1024;

    public string Path => path;

    public void Add(Batch batch, IEnumerable<(BatchItem Item, ItemAnswer Answer)> refused)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true });
        foreach (var (item, answer) in refused)
        {
            json.WriteStartObject();
            json.WriteString("time", DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture));
            json.WriteNumber("status", answer.Status);
            json.WriteString("type", answer.Type);
            json.WriteString("reason", answer.Reason);
            json.WriteString("file", item.Origin.File);
            json.WriteNumber("offset", item.Origin.Offset);
            json.WriteString("index", item.Index);
            json.WriteString("id", item.Id);
            json.WritePropertyName("document");
            json.WriteRawValue(batch.DocumentOf(item).Span, skipInputValidation: true);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            text.Write("\n"u8);
        }

        if (new FileInfo(path) is { Exists: true, Length: > LongestFile })
        {
            File.Move(path, $"{path}.1", overwrite: true);
        }

        // One write, so that a crash tears at most the last line.
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(text.WrittenSpan);
    }
}
