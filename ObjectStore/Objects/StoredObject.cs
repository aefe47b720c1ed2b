using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Objects;

/// <summary>One version of an object, or a delete marker.</summary>
internal sealed record StoredObject
{
    public const string NullVersion = "null";
    public const string StandardClass = "STANDARD";
    private const int Format = 1;

    public bool IsDeleteMarker { get; init; }

    public string VersionId { get; init; } = NullVersion;

    /// <summary>Orders the versions of a key: the larger, the newer.</summary>
    public ulong Sequence { get; init; }

    public Guid Blob { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>Without quotes.</summary>
    public string ETag { get; init; } = "";

    public DateTimeOffset LastModified { get; init; }

    /// <summary>Number of parts of a multipart upload, else 0.</summary>
    public int PartCount { get; init; }

    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public Checksum? Checksum { get; init; }

    public Retention? Retention { get; init; }

    public bool LegalHold { get; init; }

    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Number(Format);
        writer.Flag(IsDeleteMarker);
        writer.Text(VersionId);
        writer.Number(Sequence);
        writer.Id(Blob);
        writer.Number(Size);
        writer.Text(ETag);
        writer.Time(LastModified);
        writer.Number(PartCount);
        Attributes.Write(writer);
        writer.Pairs(Tags);
        writer.Flag(Checksum is not null);
        if (Checksum is not null)
        {
            writer.Number((int)Checksum.Algorithm);
            writer.Text(Checksum.Value);
            writer.Number((int)Checksum.Type);
        }
        writer.Flag(Retention is not null);
        if (Retention is not null)
        {
            writer.Number((int)Retention.Mode);
            writer.Time(Retention.Until);
        }
        writer.Flag(LegalHold);
        return writer.ToArray();
    }

    public static StoredObject FromBytes(byte[] content)
    {
        var reader = new RecordReader(content);
        var format = reader.Number();
        if (format != Format)
        {
            throw new InvalidDataException($"An object was stored in format {format}, this version reads format {Format}. Use the version that wrote it.");
        }
        return new StoredObject
        {
            IsDeleteMarker = reader.Flag(),
            VersionId = reader.Text(),
            Sequence = reader.Unsigned(),
            Blob = reader.Id(),
            Size = reader.Number(),
            ETag = reader.Text(),
            LastModified = reader.Time(),
            PartCount = (int)reader.Number(),
            Attributes = ObjectAttributes.Read(ref reader),
            Tags = reader.Pairs(),
            Checksum = reader.Flag()
                ? new Checksum((ChecksumAlgorithm)reader.Number(), reader.Text(), (ChecksumType)reader.Number())
                : null,
            Retention = reader.Flag() ? new Retention((RetentionMode)reader.Number(), reader.Time()) : null,
            LegalHold = reader.Flag(),
        };
    }
}
