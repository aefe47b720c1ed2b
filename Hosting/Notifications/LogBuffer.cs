using System.Collections;

namespace Platform.Hosting.Notifications;

/// <summary>The latest lines in the order of their times; lines without a time keep their place.</summary>
internal sealed class LogBuffer(int capacity) : IEnumerable<ResourceLogEntry>
{
    private readonly List<ResourceLogEntry> _entries = [];

    public void Add(ResourceLogEntry entry)
    {
        var index = _entries.Count;
        while (index > 0 && entry.TimestampUtc < _entries[index - 1].TimestampUtc)
        {
            index--;
        }

        _entries.Insert(index, entry);

        // Removing in blocks keeps the cost of a line constant once the buffer is full.
        if (_entries.Count >= capacity + (capacity / 8))
        {
            _entries.RemoveRange(0, _entries.Count - capacity);
        }
    }

    public void AddRange(IEnumerable<ResourceLogEntry> entries)
    {
        foreach (var entry in entries)
        {
            Add(entry);
        }
    }

    public void Clear() => _entries.Clear();

    public ResourceLogEntry[] ToArray() =>
        _entries.Count <= capacity ? [.. _entries] : [.. _entries[^capacity..]];

    public IEnumerator<ResourceLogEntry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
