namespace Platform.ElasticsearchStandin.Indices;

/// <summary>A data stream with one backing index.</summary>
internal sealed class DataStream(string name, Template template, DateTime created)
{
    private readonly Dictionary<string, byte[]> _documents = new(StringComparer.Ordinal);

    public string Name => name;

    public Template Template => template;

    public DateTime Created => created;

    public string BackingIndex { get; } = $".ds-{name}-{created:yyyy.MM.dd}-000001";

    public IReadOnlyDictionary<string, byte[]> Documents => _documents;

    /// <returns>False when there is one of that id.</returns>
    public bool Create(string id, byte[] document) => _documents.TryAdd(id, document);
}
