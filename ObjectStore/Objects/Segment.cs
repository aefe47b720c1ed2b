using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Objects;

/// <summary>A part of an object that was uploaded in parts: each keeps its own blob, so completing copies nothing.</summary>
internal sealed record Segment(int PartNumber, Guid Blob, long Size, string? Checksum)
{
    public static byte[] ToBytes(IReadOnlyList<Segment> segments)
    {
        var writer = new RecordWriter();
        writer.Number(segments.Count);
        foreach (var segment in segments)
        {
            writer.Number(segment.PartNumber);
            writer.Id(segment.Blob);
            writer.Number(segment.Size);
            writer.Text(segment.Checksum);
        }
        return writer.ToArray();
    }

    public static List<Segment> FromBytes(byte[] content)
    {
        var reader = new RecordReader(content);
        var count = (int)reader.Number();
        var segments = new List<Segment>(count);
        for (var i = 0; i < count; i++)
        {
            segments.Add(new Segment((int)reader.Number(), reader.Id(), reader.Number(), reader.OptionalText()));
        }
        return segments;
    }
}
