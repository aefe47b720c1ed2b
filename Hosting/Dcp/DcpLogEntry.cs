using System.Text;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Dcp;

/// <summary>
/// One line of the engine's log: <c>2026-01-02T03:04:05.678Z⇥info⇥dcp.start-apiserver⇥message⇥{"key": "value"}</c>.
/// </summary>
internal readonly record struct DcpLogEntry(LogLevel Level, string Category, byte[] Message)
{
    public static DcpLogEntry Parse(byte[] line)
    {
        var rest = line.AsSpan();
        if (!TryTake(ref rest, out var time) || time.Length < 19 || !TryTake(ref rest, out var level) || !TryTake(ref rest, out var category))
        {
            // A line of a stack trace, or of a program that the engine runs.
            return new(LogLevel.Debug, "Output", line);
        }

        return new(IsEndOfWatch(rest) ? LogLevel.Debug : LevelOf(level), Encoding.UTF8.GetString(category), rest.ToArray());
    }

    // Who ends a watch while the engine writes into it makes the engine call that an error. Nothing is lost: a watch that the engine
    // ends is begun anew from the newest state.
    private static bool IsEndOfWatch(ReadOnlySpan<byte> message) => message.StartsWith("Failed to encode watch event"u8);

    // What the engine calls info is a step of its own work: nothing that a developer wants to see on every start.
    private static LogLevel LevelOf(ReadOnlySpan<byte> level) => level switch
    {
        _ when level.SequenceEqual("info"u8) => LogLevel.Debug,
        _ when level.SequenceEqual("warn"u8) => LogLevel.Warning,
        _ when level.SequenceEqual("error"u8) => LogLevel.Error,
        _ when level.SequenceEqual("dpanic"u8) || level.SequenceEqual("panic"u8) || level.SequenceEqual("fatal"u8) => LogLevel.Critical,
        _ => LogLevel.Trace,
    };

    private static bool TryTake(ref Span<byte> rest, out ReadOnlySpan<byte> field)
    {
        var end = rest.IndexOf((byte)'\t');
        field = end < 0 ? default : rest[..end];
        rest = end < 0 ? rest : rest[(end + 1)..];
        return end >= 0;
    }
}
