using Amazon.S3;
using Amazon.S3.Model;

namespace Platform.Api.Storage;

/// <summary>
/// The bucket's rules: who may upload from a browser, and what is cleared away by itself. Applied by
/// <see cref="BucketSetup"/> at each start, to whichever provider the shop uses.
/// </summary>
internal static class BucketRules
{
    /// <summary>Where uploads wait for their inspection.</summary>
    public const string UploadPrefix = "uploads/";

    private const int UploadDays = 2;
    private const int OldVersionDays = 30;

    public static PutBucketVersioningRequest Versioning(string bucket) => new()
    {
        BucketName = bucket,
        VersioningConfig = new() { Status = VersionStatus.Enabled },
    };

    public static PutCORSConfigurationRequest Cors(string bucket, string[] origins) => new()
    {
        BucketName = bucket,
        Configuration = new()
        {
            Rules =
            [
                new()
                {
                    AllowedOrigins = origins.Length > 0 ? [.. origins] : ["http://localhost:*", "http://127.0.0.1:*"],
                    AllowedMethods = ["GET", "HEAD", "PUT"],
                    AllowedHeaders = ["*"],
                    ExposeHeaders = ["ETag"],
                    MaxAgeSeconds = 3600,
                },
            ],
        },
    };

    public static PutLifecycleConfigurationRequest Lifecycle(string bucket) => new()
    {
        BucketName = bucket,
        Configuration = new()
        {
            Rules =
            [
                Rule("uploads", UploadPrefix, rule =>
                {
                    rule.Expiration = new() { Days = UploadDays };
                    rule.AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = UploadDays };
                }),
                Rule("old-versions", "", rule => rule.NoncurrentVersionExpiration = new() { NoncurrentDays = OldVersionDays }),
            ],
        },
    };

    private static LifecycleRule Rule(string id, string prefix, Action<LifecycleRule> set)
    {
        var rule = new LifecycleRule
        {
            Id = id,
            Status = LifecycleRuleStatus.Enabled,
            Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } },
        };
        set(rule);
        return rule;
    }
}
