using Platform.ObjectStore.Listing;
using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Multipart;

/// <summary>One page of the uploads of a bucket, in order of key and upload id.</summary>
internal sealed class UploadPage
{
    public List<(string Key, Upload Upload)> Uploads { get; } = [];

    public List<string> CommonPrefixes { get; } = [];

    public bool IsTruncated { get; private set; }

    public string? LastKey { get; private set; }

    public string? LastId { get; private set; }

    public static UploadPage Read(Store store, string bucket, ListRequest request, string? keyMarker, string? idMarker)
    {
        var page = new UploadPage();
        var from = (keyMarker, idMarker) switch
        {
            (null, _) => null,
            (_, null) => Bytes.After(Keys.UploadsOf(bucket, keyMarker)),
            _ => [.. Keys.Upload(bucket, keyMarker, idMarker), 0],
        };
        foreach (var (key, upload) in store.Uploads.All(bucket, request.Prefix, from))
        {
            var common = request.CommonPrefix(key);
            if (common is not null && (common == keyMarker || (page.CommonPrefixes.Count > 0 && page.CommonPrefixes[^1] == common)))
            {
                continue;
            }
            if (page.Uploads.Count + page.CommonPrefixes.Count >= request.MaxKeys)
            {
                page.IsTruncated = request.MaxKeys > 0;
                break;
            }
            if (common is not null)
            {
                page.CommonPrefixes.Add(common);
                (page.LastKey, page.LastId) = (common, null);
                continue;
            }
            page.Uploads.Add((key, upload));
            (page.LastKey, page.LastId) = (key, upload.Id);
        }
        return page;
    }
}
