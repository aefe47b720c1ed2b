using Platform.ObjectStore.Http;
using Platform.ObjectStore.Policy;

namespace Platform.ObjectStore.Objects;

/// <summary>x-amz-copy-source: "[/]bucket/key[?versionId=id]", URL-encoded.</summary>
internal sealed record CopySource(string Bucket, string Key, string? VersionId)
{
    /// <exception cref="S3Exception">InvalidArgument.</exception>
    public static CopySource Parse(string header)
    {
        var question = header.IndexOf("?versionId=", StringComparison.Ordinal);
        var path = PercentCoding.Decode(question < 0 ? header : header.AsSpan(0, question)).TrimStart('/');
        var versionId = question < 0 ? null : PercentCoding.Decode(header.AsSpan(question + "?versionId=".Length));
        var slash = path.IndexOf('/');
        return slash <= 0 || slash == path.Length - 1 || versionId?.Length == 0
            ? throw S3Error.InvalidArgument.With("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", ("ArgumentName", "x-amz-copy-source"), ("ArgumentValue", header))
            : new CopySource(path[..slash], path[(slash + 1)..], versionId);
    }

    /// <summary>Finds the source, checks that it may be read and that the conditions on it hold.</summary>
    public (StoredObject Version, ObjectReader Reader) Open(S3Context context)
    {
        var bucket = context.Store.Buckets.Get(Bucket);
        Access.Require(context, VersionId is null ? "s3:GetObject" : "s3:GetObjectVersion", bucket, Key);
        var (version, reader) = OpenVersion(context);
        if (ReadCondition.From(context, "x-amz-copy-source-").Check(version, out var failed) is not null)
        {
            reader.Dispose();
            throw S3Error.PreconditionFailed.With(S3Error.PreconditionFailed.Message, ("Condition", $"x-amz-copy-source-{failed}"));
        }
        return (version, reader);
    }

    private (StoredObject Version, ObjectReader Reader) OpenVersion(S3Context context)
    {
        try
        {
            return ObjectReader.Open(context.Store, Bucket, Key, VersionId);
        }
        catch (S3Exception e) when (e.Error == S3Error.MethodNotAllowed)
        {
            throw S3Error.InvalidRequest.With("The source of a copy request may not specifically refer to a delete marker by version id.");
        }
    }
}
