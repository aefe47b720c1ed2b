using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Objects;

namespace Platform.ObjectStore.Listing;

/// <summary>One page of all versions and delete markers of a bucket: keys in byte order, each newest first.</summary>
internal sealed class VersionPage
{
    private const int ScanRows = 256;

    public List<(string Key, StoredObject Version, bool IsLatest)> Versions { get; } = [];

    public List<string> CommonPrefixes { get; } = [];

    public bool IsTruncated { get; private set; }

    public string? LastKey { get; private set; }

    public string? LastVersionId { get; private set; }

    public static VersionPage Read(Store store, string bucket, ListRequest request, string? keyMarker, string? versionMarker)
    {
        var page = new VersionPage();
        if (keyMarker is not null && versionMarker is not null)
        {
            var rest = All(store, bucket, keyMarker).SkipWhile(entry => entry.Version.VersionId != versionMarker).Skip(1);
            if (keyMarker.StartsWith(request.Prefix, StringComparison.Ordinal)
                && rest.Any(entry => !page.Add(request, keyMarker, entry.Version, entry.IsLatest)))
            {
                return page;
            }
        }
        var after = keyMarker;
        while (true)
        {
            // Every key with versions has a current one, so the table of current versions has all the keys.
            var rows = NextKeys(store, bucket, request, after);
            foreach (var key in rows)
            {
                after = key;
                if (request.CommonPrefix(key) is { } common)
                {
                    if (!page.Add(request, common))
                    {
                        return page;
                    }
                    after = common;
                    break;
                }
                foreach (var (version, isLatest) in All(store, bucket, key))
                {
                    if (!page.Add(request, key, version, isLatest))
                    {
                        return page;
                    }
                }
            }
            if (rows.Count == 0)
            {
                return page;
            }
        }
    }

    /// <summary>All versions of one key, newest first.</summary>
    public static IEnumerable<(StoredObject Version, bool IsLatest)> All(Store store, string bucket, string key)
    {
        if (store.Objects.Current(bucket, key) is not { } current)
        {
            yield break;
        }
        yield return (current, true);
        foreach (var version in store.Objects.Noncurrent(bucket, key))
        {
            yield return (version, false);
        }
    }

    private static List<string> NextKeys(Store store, string bucket, ListRequest request, string? after)
    {
        var table = Keys.ObjectsOf(bucket);
        var from = Keys.Object(bucket, request.Prefix);
        var end = Bytes.After(from);
        if (after is not null)
        {
            var isPrefix = request.Delimiter is not null && after.StartsWith(request.Prefix, StringComparison.Ordinal) && request.CommonPrefix(after) == after;
            var start = isPrefix ? Bytes.After(Keys.Object(bucket, after)) : [.. Keys.Object(bucket, after), 0];
            from = start.AsSpan().SequenceCompareTo(from) > 0 ? start : from;
        }
        return from.AsSpan().SequenceCompareTo(end) >= 0 ? []
            : store.Index.Scan(from, end, request.Delimiter is null ? ScanRows : 16).ConvertAll(row => Keys.Rest(row.Key, table));
    }

    private bool Add(ListRequest request, string key, StoredObject version, bool isLatest)
    {
        if (IsFull(request))
        {
            return false;
        }
        Versions.Add((key, version, isLatest));
        (LastKey, LastVersionId) = (key, version.VersionId);
        return true;
    }

    private bool Add(ListRequest request, string commonPrefix)
    {
        if (IsFull(request))
        {
            return false;
        }
        CommonPrefixes.Add(commonPrefix);
        (LastKey, LastVersionId) = (commonPrefix, null);
        return true;
    }

    private bool IsFull(ListRequest request)
    {
        if (Versions.Count + CommonPrefixes.Count < request.MaxKeys)
        {
            return false;
        }
        IsTruncated = request.MaxKeys > 0;
        return true;
    }
}
