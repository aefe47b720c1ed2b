namespace Platform.ObjectStore.Metadata;

/// <summary>One row of the index. A null <paramref name="Value"/> says that the key was removed.</summary>
internal readonly record struct IndexEntry(byte[] Key, byte[]? Value);
