using Platform.ObjectStore.Http;
using Platform.ObjectStore.Metadata;

namespace Platform.ObjectStore.Multipart;

/// <summary>Multipart uploads that are under way.</summary>
internal sealed class UploadCatalog(Store store)
{
    private const int ScanRows = 256;

    public void Create(string bucket, string key, Upload upload) => store.Transact(transaction =>
    {
        store.Buckets.Get(bucket);
        transaction.Rows.Put(Keys.Upload(bucket, key, upload.Id), upload.ToBytes());
        return upload;
    });

    /// <exception cref="S3Exception">NoSuchUpload.</exception>
    public Upload Get(string bucket, string key, string uploadId) =>
        !uploadId.Contains('\0') && store.Index.Get(Keys.Upload(bucket, key, uploadId)) is { } content
            ? Upload.FromBytes(uploadId, content)
            : throw S3Error.NoSuchUpload.With(S3Error.NoSuchUpload.Message, ("UploadId", uploadId));

    /// <summary>Adds a part, or replaces the one with the same number.</summary>
    public void PutPart(Transaction transaction, string bucket, string key, string uploadId, Part part)
    {
        Get(bucket, key, uploadId);
        var row = Keys.Part(uploadId, part.Number);
        if (store.Index.Get(row) is { } replaced)
        {
            transaction.Free(Part.FromBytes(replaced).Blob);
        }
        transaction.Rows.Put(row, part.ToBytes());
    }

    public List<Part> Parts(string uploadId, int after, int limit) =>
        [.. store.Index.Scan(Keys.Part(uploadId, after + 1), Bytes.After(Keys.PartsOf(uploadId)), limit).Select(row => Part.FromBytes(row.Value!))];

    public void Abort(string bucket, string key, string uploadId) => store.Transact(transaction =>
    {
        transaction.FreesSpace();
        Get(bucket, key, uploadId);
        Remove(transaction, bucket, key, uploadId, keep: []);
        return uploadId;
    });

    /// <summary>Ends an upload; the blobs of all its parts but those in <paramref name="keep"/> go.</summary>
    public void Remove(Transaction transaction, string bucket, string key, string uploadId, HashSet<Guid> keep)
    {
        foreach (var part in Parts(uploadId, 0, int.MaxValue))
        {
            transaction.Rows.Remove(Keys.Part(uploadId, part.Number));
            if (!keep.Contains(part.Blob))
            {
                transaction.Free(part.Blob);
            }
        }
        transaction.Rows.Remove(Keys.Upload(bucket, key, uploadId));
    }

    public void RemoveAll(Transaction transaction, string bucket)
    {
        foreach (var (key, upload) in All(bucket, "", null))
        {
            Remove(transaction, bucket, key, upload.Id, keep: []);
        }
    }

    /// <summary>Uploads in order of key and id, from a row on.</summary>
    public IEnumerable<(string Key, Upload Upload)> All(string bucket, string prefix, byte[]? from)
    {
        var table = Keys.UploadsOf(bucket);
        byte[] first = [.. table, .. System.Text.Encoding.UTF8.GetBytes(prefix)];
        var end = Bytes.After(first);
        from = from is null || from.AsSpan().SequenceCompareTo(first) < 0 ? first : from;
        while (true)
        {
            var rows = store.Index.Scan(from, end, ScanRows);
            foreach (var row in rows)
            {
                var name = Keys.Rest(row.Key, table);
                var separator = name.IndexOf('\0');
                yield return (name[..separator], Upload.FromBytes(name[(separator + 1)..], row.Value!));
            }
            if (rows.Count < ScanRows)
            {
                yield break;
            }
            from = [.. rows[^1].Key, 0];
        }
    }
}
