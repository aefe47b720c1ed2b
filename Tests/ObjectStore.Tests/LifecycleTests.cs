using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

/// <summary>The server under test has days of a fifth of a second.</summary>
public sealed class LifecycleTests(TestServer server)
{
    [Fact]
    public async Task Objects_under_a_prefix_expire_and_others_stay()
    {
        var bucket = await server.CreateBucketAsync();
        await PutAsync(bucket, "tmp/a");
        await PutAsync(bucket, "keep/b");
        await RulesAsync(bucket, new LifecycleRule { Filter = Prefix("tmp/"), Expiration = new LifecycleRuleExpiration { Days = 1 } });
        await S3Assert.EventuallyAsync(async () => !await ExistsAsync(bucket, "tmp/a"), "tmp/a expires");
        Assert.True(await ExistsAsync(bucket, "keep/b"));
    }

    [Fact]
    public async Task A_rule_covers_only_objects_with_its_tags_and_of_its_size()
    {
        var bucket = await server.CreateBucketAsync();
        foreach (var (key, tag, size) in new[] { ("all", "yes", 500), ("untagged", "no", 500), ("small", "yes", 5), ("large", "yes", 5000) })
        {
            await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = new string('x', size), TagSet = [new Tag { Key = "temporary", Value = tag }] });
        }
        await RulesAsync(bucket, new LifecycleRule
        {
            Expiration = new LifecycleRuleExpiration { Days = 1 },
            Filter = new LifecycleFilter
            {
                LifecycleFilterPredicate = new LifecycleAndOperator
                {
                    Operands =
                    [
                        new LifecycleTagPredicate { Tag = new Tag { Key = "temporary", Value = "yes" } },
                        new LifecycleObjectSizeGreaterThanPredicate { ObjectSizeGreaterThan = 100 },
                        new LifecycleObjectSizeLessThanPredicate { ObjectSizeLessThan = 1000 },
                    ],
                },
            },
        });
        await S3Assert.EventuallyAsync(async () => !await ExistsAsync(bucket, "all"), "the object that meets all conditions expires");
        Assert.Equal(["large", "small", "untagged"], (await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket })).S3Objects.Select(found => found.Key));
    }

    [Fact]
    public async Task A_locked_version_outlives_the_rule_that_covers_it()
    {
        var bucket = await server.CreateBucketAsync(objectLock: true);
        var held = await PutAsync(bucket, "held");
        await server.S3.PutObjectLegalHoldAsync(new PutObjectLegalHoldRequest { BucketName = bucket, Key = "held", LegalHold = new ObjectLockLegalHold { Status = ObjectLockLegalHoldStatus.On } });
        await PutAsync(bucket, "held");
        await PutAsync(bucket, "free");
        await PutAsync(bucket, "free");
        await RulesAsync(bucket, new LifecycleRule { Filter = Prefix(""), NoncurrentVersionExpiration = new LifecycleRuleNoncurrentVersionExpiration { NoncurrentDays = 1 } });
        await S3Assert.EventuallyAsync(async () => (await server.S3.ListVersionsAsync(bucket)).Versions.Count(version => version.Key == "free") == 1, "the other old version goes");
        Assert.Contains(held.VersionId, (await server.S3.ListVersionsAsync(bucket)).Versions.Select(version => version.VersionId));
    }

    [Fact]
    public async Task A_date_that_has_passed_expires_everything_it_covers()
    {
        var bucket = await server.CreateBucketAsync();
        await PutAsync(bucket, "a");
        await RulesAsync(bucket, new LifecycleRule { Filter = Prefix(""), Expiration = new LifecycleRuleExpiration { Date = DateTime.UtcNow.Date.AddDays(-1) } });
        await S3Assert.EventuallyAsync(async () => !await ExistsAsync(bucket, "a"), "a expires");
    }

    [Fact]
    public async Task Noncurrent_versions_expire_but_for_those_to_keep()
    {
        var bucket = await server.CreateVersionedBucketAsync();
        for (var i = 0; i < 4; i++)
        {
            await PutAsync(bucket, "k");
        }
        await RulesAsync(bucket, new LifecycleRule
        {
            Filter = Prefix(""), NoncurrentVersionExpiration = new LifecycleRuleNoncurrentVersionExpiration { NoncurrentDays = 1, NewerNoncurrentVersions = 1 },
        });
        await S3Assert.EventuallyAsync(async () => (await server.S3.ListVersionsAsync(bucket)).Versions.Count == 2, "two versions are left");
        Assert.True(await ExistsAsync(bucket, "k"));
    }

    [Fact]
    public async Task A_delete_marker_with_nothing_behind_it_goes()
    {
        var bucket = await server.CreateVersionedBucketAsync();
        var put = await PutAsync(bucket, "k");
        await server.S3.DeleteObjectAsync(bucket, "k");
        await server.S3.DeleteObjectAsync(bucket, "k", put.VersionId);
        await RulesAsync(bucket, new LifecycleRule { Filter = Prefix(""), Expiration = new LifecycleRuleExpiration { ExpiredObjectDeleteMarker = true } });
        await S3Assert.EventuallyAsync(async () => (await server.S3.ListVersionsAsync(bucket)).Versions is null or { Count: 0 }, "the marker goes");
    }

    [Fact]
    public async Task Unfinished_uploads_are_aborted()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.InitiateMultipartUploadAsync(bucket, "k");
        await RulesAsync(bucket, new LifecycleRule { Filter = Prefix(""), AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = 1 } });
        await S3Assert.EventuallyAsync(async () => (await server.S3.ListMultipartUploadsAsync(bucket)).MultipartUploads is null or { Count: 0 }, "the upload is aborted");
    }

    [Fact]
    public async Task Rules_that_cannot_be_applied_are_refused()
    {
        var bucket = await server.CreateBucketAsync();
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidRequest", () => RulesAsync(bucket, new LifecycleRule
        {
            Filter = Prefix(""), Transitions = [new LifecycleTransition { Days = 30, StorageClass = S3StorageClass.Glacier }],
        }));
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidArgument", () => RulesAsync(bucket, new LifecycleRule
        {
            Filter = Prefix(""), Expiration = new LifecycleRuleExpiration { Date = DateTime.UtcNow.Date.AddHours(5) },
        }));
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchLifecycleConfiguration", async () =>
        {
            var answer = await new RawRequest(server, "GET", $"/{bucket}?lifecycle").Sign().SendAsync();
            throw new AmazonS3Exception("") { StatusCode = (HttpStatusCode)answer.Status, ErrorCode = answer.Code };
        });
    }

    private static LifecycleFilter Prefix(string prefix) => new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } };

    private Task RulesAsync(string bucket, LifecycleRule rule)
    {
        rule.Status = LifecycleRuleStatus.Enabled;
        rule.Id = "rule";
        return server.S3.PutLifecycleConfigurationAsync(bucket, new LifecycleConfiguration { Rules = [rule] });
    }

    private Task<PutObjectResponse> PutAsync(string bucket, string key) =>
        server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "x" });

    private async Task<bool> ExistsAsync(string bucket, string key) =>
        (await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = key })).S3Objects is { Count: > 0 };
}
