using System.Buffers.Binary;
using System.Globalization;

namespace Platform.AppHost.Processes;

/// <summary>
/// The file that tells how a data directory was left: <c>global/pg_control</c>, src/include/catalog/pg_control.h, the same in
/// versions 13 to 18. It is in the machine's own byte order, which is little-endian on every machine that the server comes for.
/// </summary>
/// <param name="IsShutDown">Whether the server shut down cleanly: nothing in its log is needed but the last checkpoint.</param>
/// <param name="Checkpoint">Where in the log the last checkpoint begins.</param>
/// <param name="Timeline">The timeline of it.</param>
internal sealed record PostgresControlFile(bool IsShutDown, ulong Checkpoint, uint Timeline)
{
    private const int ShutDown = 1;

    // uint64 system_identifier, uint32 pg_control_version, uint32 catalog_version_no, DBState state, pg_time_t time,
    // XLogRecPtr checkPoint, CheckPoint { XLogRecPtr redo, TimeLineID ThisTimeLineID, ... }
    private const int StateAt = 16, CheckpointAt = 32, TimelineAt = 48, Needed = 52;

    /// <exception cref="PlatformException">There is none.</exception>
    public static PostgresControlFile Read(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "global", "pg_control");
        var content = File.Exists(path) ? File.ReadAllBytes(path) : [];
        return content.Length >= Needed
            ? new(
                BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(StateAt)) == ShutDown,
                BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(CheckpointAt)),
                BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(TimelineAt)))
            : throw new PlatformException($"{path} is missing or cut short, so {dataFolder} is no PostgreSQL data directory.");
    }

    /// <summary>
    /// Whether a file of the log is not needed after a clean shutdown: a segment that lies before the last checkpoint, or one that
    /// is only kept to be used again. Where the checkpoint may reach into the next segment that one is needed.
    /// </summary>
    /// <param name="name">The file's name: timeline, and segment in two parts, each in eight hexadecimal digits.</param>
    /// <param name="segmentSize">The file's size, in bytes.</param>
    public bool IsSpare(string name, long segmentSize)
    {
        const ulong LongestRecord = 16 * 1024;
        if (!IsShutDown || name.Length != 24 || segmentSize < 1024 * 1024 || !name.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        var timeline = uint.Parse(name.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var high = ulong.Parse(name.AsSpan(8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var low = ulong.Parse(name.AsSpan(16, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var size = (ulong)segmentSize;
        var segment = high * (0x1_0000_0000UL / size) + low;
        return timeline == Timeline && (segment < Checkpoint / size || segment > (Checkpoint + LongestRecord) / size);
    }
}
