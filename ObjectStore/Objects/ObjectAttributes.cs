using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Objects;

/// <summary>What a client sends along with an object's bytes and gets back with them.</summary>
internal sealed record ObjectAttributes
{
    public static readonly ObjectAttributes None = new();

    /// <summary>Content-Type and the other headers that S3 keeps, by lower-case name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>User metadata by lower-case name, without x-amz-meta-.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    public string StorageClass { get; init; } = StoredObject.StandardClass;

    /// <summary>SSE-S3 was asked for. It is remembered and returned; the file is not encrypted.</summary>
    public bool Encrypted { get; init; }

    public string? WebsiteRedirect { get; init; }

    public void Write(RecordWriter writer)
    {
        writer.Pairs(Headers);
        writer.Pairs(Metadata);
        writer.Text(StorageClass);
        writer.Flag(Encrypted);
        writer.Text(WebsiteRedirect);
    }

    public static ObjectAttributes Read(ref RecordReader reader) => new()
    {
        Headers = reader.Pairs(),
        Metadata = reader.Pairs(),
        StorageClass = reader.Text(),
        Encrypted = reader.Flag(),
        WebsiteRedirect = reader.OptionalText(),
    };
}
