using System.Text;
using System.Text.Json;

namespace Platform.LogShipper.Shipping;

/// <summary>
/// Sends refused lines again when somebody asks for it by renaming their file: <c>dead-letters.again.ndjson</c>. What is refused once more
/// is kept aside as before. After a crash it begins anew, and Elasticsearch recognises what it has.
/// </summary>
internal sealed partial class Resending(string path, Delivery delivery, ILogger<Resending> log)
{
    /// <summary>Sends what the file has and removes it; does nothing when there is none.</summary>
    /// <exception cref="IOException">The file cannot be read or removed.</exception>
    public async Task RunAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var (lines, unreadable) = (0, 0);
        batch.Clear();
        foreach (var line in File.ReadLines(path))
        {
            var isRead = TryAdd(batch, line);
            (lines, unreadable) = isRead ? (lines + 1, unreadable) : (lines, unreadable + 1);
            if (batch.IsFull)
            {
                await delivery.DeliverAsync(batch, cancellationToken);
                batch.Clear();
            }
        }

        await delivery.DeliverAsync(batch, cancellationToken);
        File.Delete(path);
        LogSent(lines, path, unreadable);
    }

    // {"time":"...","status":400,"type":"...","reason":"...","file":"api.clef","offset":12,"index":"logs-platform-2026.11.20","id":"...","document":{...}}
    private static bool TryAdd(Batch batch, string line)
    {
        try
        {
            using var letter = JsonDocument.Parse(line);
            var root = letter.RootElement;
            batch.AddAgain(
                root.GetProperty("index").GetString()!,
                root.GetProperty("id").GetString()!,
                Encoding.UTF8.GetBytes(root.GetProperty("document").GetRawText()),
                new(root.GetProperty("file").GetString()!, root.GetProperty("offset").GetInt64(), IsCut: false));
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // A crash tore it; its line was sent again after the start.
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Lines} lines of {File} were sent again; {Unreadable} could not be read")]
    private partial void LogSent(int lines, string file, int unreadable);
}
