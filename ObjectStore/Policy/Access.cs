using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Signing;

namespace Platform.ObjectStore.Policy;

/// <summary>Who may do what: the holder of the key everything, everybody else what the bucket's policy allows.</summary>
internal static class Access
{
    public static bool IsAllowed(S3Context context, string action, Bucket bucket, string? key)
    {
        if (context.Identity == Identity.Owner)
        {
            return true;
        }
        var resource = key is null ? $"arn:aws:s3:::{bucket.Name}" : $"arn:aws:s3:::{bucket.Name}/{key}";
        return bucket.Policy is { } policy && !bucket.PublicAccess.RestrictPublicBuckets && policy.Allows(action, resource);
    }

    /// <exception cref="S3Exception">AccessDenied.</exception>
    public static void Require(S3Context context, string action, Bucket bucket, string? key)
    {
        if (!IsAllowed(context, action, bucket, key))
        {
            throw S3Error.AccessDenied;
        }
    }
}
