using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Policy;

internal static class Actions
{
    /// <summary>Does a pattern such as "s3:Get*" name any action of S3 that this server has?</summary>
    public static bool IsKnown(string pattern) =>
        pattern.StartsWith("s3:", StringComparison.OrdinalIgnoreCase)
        && (Operations.All.Any(operation => Wildcard.Matches(pattern, operation.Action, ignoreCase: true))
            || Extra.Any(action => Wildcard.Matches(pattern, action, ignoreCase: true)));

    // Actions of S3 that stand for no operation of their own, or that are checked inside one.
    private static readonly string[] Extra =
    [
        "s3:GetObjectVersion", "s3:DeleteObjectVersion", "s3:GetObjectVersionTagging", "s3:PutObjectVersionTagging",
        "s3:DeleteObjectVersionTagging", "s3:GetObjectVersionAcl", "s3:PutObjectVersionAcl", "s3:GetObjectVersionAttributes",
        "s3:BypassGovernanceRetention", "s3:GetObjectVersionForReplication", "s3:ReplicateObject", "s3:ReplicateDelete",
        "s3:RestoreObject", "s3:ListAllMyBuckets", "s3:PutBucketNotification", "s3:PutBucketLogging", "s3:PutBucketWebsite",
        "s3:DeleteBucketWebsite", "s3:PutReplicationConfiguration", "s3:PutAccelerateConfiguration", "s3:PutBucketRequestPayment",
        "s3:GetObjectTorrent", "s3:ObjectOwnerOverrideToBucketOwner",
    ];
}
