using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Objects;

namespace Platform.ObjectStore.Listing;

/// <summary>One page of the current objects of a bucket: keys and common prefixes in byte order.</summary>
internal sealed class ListPage
{
    private const int ScanRows = 256;

    public List<(string Key, StoredObject Object)> Objects { get; } = [];

    public List<string> CommonPrefixes { get; } = [];

    public bool IsTruncated { get; private set; }

    /// <summary>The last key or common prefix of the page.</summary>
    public string? Last { get; private set; }

    /// <param name="after">List what comes after this key or common prefix.</param>
    public static ListPage Read(Store store, string bucket, ListRequest request, string? after)
    {
        var page = new ListPage();
        var table = Keys.ObjectsOf(bucket);
        var from = Keys.Object(bucket, request.Prefix);
        var end = Bytes.After(from);
        if (after is not null)
        {
            var start = After(bucket, request, after);
            from = start.AsSpan().SequenceCompareTo(from) > 0 ? start : from;
        }
        while (from.AsSpan().SequenceCompareTo(end) < 0)
        {
            // Few rows at first: where prefixes are rolled up, most of a longer scan would be thrown away.
            var limit = request.Delimiter is null ? ScanRows : 16;
            var rows = store.Index.Scan(from, end, limit);
            if (page.Add(bucket, request, table, rows, isLast: rows.Count < limit) is not { } next)
            {
                break;
            }
            from = next;
        }
        return page;
    }

    /// <summary>Takes rows into the page.</summary>
    /// <returns>Where to go on, or null where the page is done.</returns>
    private byte[]? Add(string bucket, ListRequest request, byte[] table, List<IndexEntry> rows, bool isLast)
    {
        foreach (var row in rows)
        {
            var key = Keys.Rest(row.Key, table);
            if (CommonPrefixes.Count > 0 && request.CommonPrefix(key) == CommonPrefixes[^1])
            {
                continue;
            }
            var stored = StoredObject.FromBytes(row.Value!);
            if (stored.IsDeleteMarker)
            {
                continue;
            }
            if (Objects.Count + CommonPrefixes.Count >= request.MaxKeys)
            {
                IsTruncated = request.MaxKeys > 0;
                return null;
            }
            if (request.CommonPrefix(key) is { } common)
            {
                CommonPrefixes.Add(common);
                Last = common;
                continue;
            }
            Objects.Add((key, stored));
            Last = key;
        }
        if (isLast)
        {
            return null;
        }
        var final = Keys.Rest(rows[^1].Key, table);
        return CommonPrefixes.Count > 0 && request.CommonPrefix(final) == CommonPrefixes[^1]
            ? Bytes.After(Keys.Object(bucket, CommonPrefixes[^1]))
            : [.. rows[^1].Key, 0];
    }

    private static byte[] After(string bucket, ListRequest request, string after)
    {
        var isPrefix = request.Delimiter is not null && after.StartsWith(request.Prefix, StringComparison.Ordinal) && request.CommonPrefix(after) == after;
        return isPrefix ? Bytes.After(Keys.Object(bucket, after)) : [.. Keys.Object(bucket, after), 0];
    }
}
