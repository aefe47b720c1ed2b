namespace Platform.ObjectStore.Metadata;

/// <summary>Changes that become visible together, or not at all.</summary>
internal sealed class IndexBatch
{
    private readonly List<Change> _changes = [];

    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>A batch that only frees space may use the room that is held back for a full disk.</summary>
    public bool FreesSpace { get; init; }

    public void Put(byte[] key, byte[] value) => _changes.Add(new Change(key, value, IsNew: false));

    /// <summary>
    /// Adds a row whose key was never used before. Removing it again soon then leaves no trace,
    /// where an ordinary removal has to be kept until it meets the oldest run.
    /// </summary>
    public void PutNew(byte[] key, byte[] value) => _changes.Add(new Change(key, value, IsNew: true));

    public void Remove(byte[] key) => _changes.Add(new Change(key, null, IsNew: false));

    internal readonly record struct Change(byte[] Key, byte[]? Value, bool IsNew);
}
