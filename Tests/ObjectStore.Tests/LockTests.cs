using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class LockTests(TestServer server)
{
    [Fact]
    public async Task A_retained_version_cannot_be_deleted_unless_governance_is_bypassed()
    {
        var bucket = await server.CreateBucketAsync(objectLock: true);
        var governed = await PutAsync(bucket, ObjectLockMode.Governance);
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", () => server.S3.DeleteObjectAsync(bucket, "k", governed));
        await server.S3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = "k", VersionId = governed, BypassGovernanceRetention = true });
        var strict = await PutAsync(bucket, ObjectLockMode.Compliance);
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", () => server.S3.DeleteObjectAsync(
            new DeleteObjectRequest { BucketName = bucket, Key = "k", VersionId = strict, BypassGovernanceRetention = true }));
        // A delete marker hides the version, and it stays.
        await server.S3.DeleteObjectAsync(bucket, "k");
        using var got = await server.S3.GetObjectAsync(bucket, "k", strict);
        Assert.Equal(ObjectLockMode.Compliance, got.ObjectLockMode);
    }

    [Fact]
    public async Task Compliance_can_be_extended_and_not_shortened()
    {
        var bucket = await server.CreateBucketAsync(objectLock: true);
        await PutAsync(bucket, ObjectLockMode.Compliance);
        Task Retain(int days) => server.S3.PutObjectRetentionAsync(new PutObjectRetentionRequest
        {
            BucketName = bucket, Key = "k", Retention = new ObjectLockRetention { Mode = ObjectLockRetentionMode.Compliance, RetainUntilDate = DateTime.UtcNow.AddDays(days) },
        });
        await Retain(5);
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", () => Retain(2));
    }

    [Fact]
    public async Task A_legal_hold_holds_until_it_is_lifted()
    {
        var bucket = await server.CreateBucketAsync(objectLock: true);
        var version = (await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" })).VersionId;
        Task Hold(ObjectLockLegalHoldStatus status) => server.S3.PutObjectLegalHoldAsync(
            new PutObjectLegalHoldRequest { BucketName = bucket, Key = "k", LegalHold = new ObjectLockLegalHold { Status = status } });
        await Hold(ObjectLockLegalHoldStatus.On);
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", () => server.S3.DeleteObjectAsync(bucket, "k", version));
        await Hold(ObjectLockLegalHoldStatus.Off);
        await server.S3.DeleteObjectAsync(bucket, "k", version);
    }

    [Fact]
    public async Task New_versions_get_the_default_retention_of_their_bucket()
    {
        var bucket = await server.CreateBucketAsync(objectLock: true);
        await server.S3.PutObjectLockConfigurationAsync(new PutObjectLockConfigurationRequest
        {
            BucketName = bucket,
            ObjectLockConfiguration = new ObjectLockConfiguration
            {
                ObjectLockEnabled = ObjectLockEnabled.Enabled,
                Rule = new ObjectLockRule { DefaultRetention = new DefaultRetention { Mode = ObjectLockRetentionMode.Governance, Days = 3 } },
            },
        });
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        var retention = (await server.S3.GetObjectRetentionAsync(new GetObjectRetentionRequest { BucketName = bucket, Key = "k" })).Retention;
        Assert.Equal(ObjectLockRetentionMode.Governance, retention.Mode);
        Assert.InRange(retention.RetainUntilDate!.Value.ToUniversalTime(), DateTime.UtcNow.AddDays(2.9), DateTime.UtcNow.AddDays(3.1));
    }

    [Fact]
    public async Task Without_object_lock_its_requests_are_refused_and_with_it_versioning_stays()
    {
        var plain = await server.CreateBucketAsync();
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidRequest", () => server.S3.PutObjectAsync(new PutObjectRequest
        {
            BucketName = plain, Key = "k", ContentBody = "x", ObjectLockMode = ObjectLockMode.Governance, ObjectLockRetainUntilDate = DateTime.UtcNow.AddDays(1),
        }));
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "ObjectLockConfigurationNotFoundError", () =>
            server.S3.GetObjectLockConfigurationAsync(new GetObjectLockConfigurationRequest { BucketName = plain }));
        var locked = await server.CreateBucketAsync(objectLock: true);
        await S3Assert.FailsAsync(HttpStatusCode.Conflict, "InvalidBucketState", () => server.SetVersioningAsync(locked, VersionStatus.Suspended));
    }

    private async Task<string> PutAsync(string bucket, ObjectLockMode mode) => (await server.S3.PutObjectAsync(new PutObjectRequest
    {
        BucketName = bucket, Key = "k", ContentBody = "x", ObjectLockMode = mode, ObjectLockRetainUntilDate = DateTime.UtcNow.AddDays(1),
    })).VersionId;
}
