using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Objects;

namespace Platform.ObjectStore.Multipart;

/// <summary>A multipart upload that was begun.</summary>
internal sealed record Upload
{
    public required string Id { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public ChecksumAlgorithm? Algorithm { get; init; }

    public ChecksumType ChecksumType { get; init; }

    public Retention? Retention { get; init; }

    public bool LegalHold { get; init; }

    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Time(Initiated);
        Attributes.Write(writer);
        writer.Pairs(Tags);
        writer.Number(Algorithm is null ? 0 : (int)Algorithm + 1);
        writer.Number((int)ChecksumType);
        writer.Flag(Retention is not null);
        if (Retention is not null)
        {
            writer.Number((int)Retention.Mode);
            writer.Time(Retention.Until);
        }
        writer.Flag(LegalHold);
        return writer.ToArray();
    }

    public static Upload FromBytes(string id, byte[] content)
    {
        var reader = new RecordReader(content);
        return new Upload
        {
            Id = id,
            Initiated = reader.Time(),
            Attributes = ObjectAttributes.Read(ref reader),
            Tags = reader.Pairs(),
            Algorithm = reader.Number() is > 0 and var algorithm ? (ChecksumAlgorithm)(algorithm - 1) : null,
            ChecksumType = (ChecksumType)reader.Number(),
            Retention = reader.Flag() ? new Retention((RetentionMode)reader.Number(), reader.Time()) : null,
            LegalHold = reader.Flag(),
        };
    }
}
