using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

/// <summary>If-Match and If-None-Match on a write, checked in the same step that makes the write visible.</summary>
internal sealed record WriteCondition(string? IfMatch, string? IfNoneMatch)
{
    public static readonly WriteCondition None = new(null, null);

    public static WriteCondition From(S3Context context)
    {
        var ifNoneMatch = context.Header("If-None-Match");
        return new WriteCondition(context.Header("If-Match"), ifNoneMatch);
    }

    /// <param name="current">The current version, or null where there is none or it is a delete marker.</param>
    /// <exception cref="S3Exception">PreconditionFailed, or NoSuchKey where If-Match finds no object.</exception>
    public void Check(StoredObject? current, string key)
    {
        if (IfMatch is not null)
        {
            if (current is null)
            {
                throw S3Error.NoSuchKey.With(S3Error.NoSuchKey.Message, ("Key", key));
            }
            if (!ETags.Matches(IfMatch, current.ETag))
            {
                throw S3Error.PreconditionFailed.With(S3Error.PreconditionFailed.Message, ("Condition", "If-Match"));
            }
        }
        if (IfNoneMatch is not null && current is not null && ETags.Matches(IfNoneMatch, current.ETag))
        {
            throw S3Error.PreconditionFailed.With(S3Error.PreconditionFailed.Message, ("Condition", "If-None-Match"));
        }
    }
}
