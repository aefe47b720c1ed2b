namespace Platform.LogShipper.Files;

/// <summary>How far a file has been shipped. It belongs to the file's content and not to its name, which changes with rotation.</summary>
internal sealed class FileMark
{
    /// <summary>A digest of the file's first line.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Tells apart files that begin alike: one that was emptied and written anew.</summary>
    public required int Generation { get; init; }

    /// <summary>The file's last known name.</summary>
    public required string Name { get; set; }

    /// <summary>Everything before it has arrived. Bytes.</summary>
    public long Position { get; set; }

    /// <summary>A digest of the last bytes before <see cref="Position"/>: a file that has others there is another file.</summary>
    public string? Tail { get; set; }

    /// <summary>How much of the file has been seen. Bytes.</summary>
    public long Length { get; set; }

    /// <summary>The time of a line that has none, when no line before it has one: when the file was written last before it was seen. UTC.</summary>
    public required DateTime FirstSeen { get; init; }

    /// <summary>The time of the last line before <see cref="Position"/>. UTC.</summary>
    public DateTime? LastTime { get; set; }

    /// <summary>Since when there is no such file. UTC.</summary>
    public DateTime? GoneSince { get; set; }

    /// <summary>
    /// What Elasticsearch knows a line by: the same whenever and how often it is read, and another for another line. So a conflict proves
    /// that the line is there, even when a lost file of positions gave this file's identity to another one.
    /// </summary>
    public string IdOf(long offset, ReadOnlySpan<byte> line) =>
        $"{Fingerprint}{(Generation == 0 ? "" : $".{Generation}")}-{offset:x}-{Files.Fingerprint.Of(line)}";
}
