using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Multipart;

/// <summary>One uploaded part.</summary>
/// <param name="Checksum">Base64, of the upload's algorithm, if it has one.</param>
internal sealed record Part(int Number, Guid Blob, long Size, string ETag, DateTimeOffset LastModified, Checksums.Checksum? Checksum)
{
    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Number(Number);
        writer.Id(Blob);
        writer.Number(Size);
        writer.Text(ETag);
        writer.Time(LastModified);
        writer.Number(Checksum is null ? 0 : (int)Checksum.Algorithm + 1);
        writer.Text(Checksum?.Value);
        return writer.ToArray();
    }

    public static Part FromBytes(byte[] content)
    {
        var reader = new RecordReader(content);
        var (number, blob, size, etag, modified) = ((int)reader.Number(), reader.Id(), reader.Number(), reader.Text(), reader.Time());
        var algorithm = (int)reader.Number() - 1;
        var value = reader.OptionalText();
        return new Part(number, blob, size, etag, modified, algorithm < 0 || value is null ? null
            : new Checksums.Checksum((Checksums.ChecksumAlgorithm)algorithm, value, Checksums.ChecksumType.FullObject));
    }
}
