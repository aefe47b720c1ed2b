using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Listing;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Multipart;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Http;

/// <summary>The operations of this server. Of those that match a request, the first counts.</summary>
internal static class Operations
{
    private const string Get = "GET", Put = "PUT", Post = "POST", Delete = "DELETE", Head = "HEAD";

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("ListBuckets", Get, Target.Service, null, "s3:ListAllMyBuckets", BucketOperations.ListAsync),

        new("GetBucketLocation", Get, Target.Bucket, "location", "s3:GetBucketLocation", BucketOperations.LocationAsync),
        new("GetBucketVersioning", Get, Target.Bucket, "versioning", "s3:GetBucketVersioning", BucketOperations.GetVersioningAsync),
        new("PutBucketVersioning", Put, Target.Bucket, "versioning", "s3:PutBucketVersioning", BucketOperations.PutVersioningAsync),
        new("GetBucketCors", Get, Target.Bucket, "cors", "s3:GetBucketCORS", BucketDocuments.Get(Configuration.Cors, "CORSConfiguration", S3Error.NoSuchCorsConfiguration)),
        new("PutBucketCors", Put, Target.Bucket, "cors", "s3:PutBucketCORS", BucketDocuments.PutCorsAsync),
        new("DeleteBucketCors", Delete, Target.Bucket, "cors", "s3:PutBucketCORS", BucketDocuments.Delete(Configuration.Cors)),
        new("GetBucketLifecycleConfiguration", Get, Target.Bucket, "lifecycle", "s3:GetLifecycleConfiguration", BucketDocuments.Get(Configuration.Lifecycle, "LifecycleConfiguration", S3Error.NoSuchLifecycleConfiguration)),
        new("PutBucketLifecycleConfiguration", Put, Target.Bucket, "lifecycle", "s3:PutLifecycleConfiguration", BucketDocuments.PutLifecycleAsync),
        new("DeleteBucketLifecycle", Delete, Target.Bucket, "lifecycle", "s3:PutLifecycleConfiguration", BucketDocuments.Delete(Configuration.Lifecycle)),
        new("GetBucketPolicyStatus", Get, Target.Bucket, "policyStatus", "s3:GetBucketPolicyStatus", BucketPolicies.StatusAsync),
        new("GetBucketPolicy", Get, Target.Bucket, "policy", "s3:GetBucketPolicy", BucketPolicies.GetAsync),
        new("PutBucketPolicy", Put, Target.Bucket, "policy", "s3:PutBucketPolicy", BucketPolicies.PutAsync),
        new("DeleteBucketPolicy", Delete, Target.Bucket, "policy", "s3:DeleteBucketPolicy", BucketDocuments.Delete(Configuration.Policy)),
        new("GetBucketTagging", Get, Target.Bucket, "tagging", "s3:GetBucketTagging", BucketDocuments.Get(Configuration.Tagging, "Tagging", S3Error.NoSuchTagSet)),
        new("PutBucketTagging", Put, Target.Bucket, "tagging", "s3:PutBucketTagging", BucketDocuments.PutTaggingAsync),
        new("DeleteBucketTagging", Delete, Target.Bucket, "tagging", "s3:PutBucketTagging", BucketDocuments.Delete(Configuration.Tagging)),
        new("GetBucketEncryption", Get, Target.Bucket, "encryption", "s3:GetEncryptionConfiguration", BucketDocuments.Get(Configuration.Encryption, "ServerSideEncryptionConfiguration", S3Error.ServerSideEncryptionConfigurationNotFound)),
        new("PutBucketEncryption", Put, Target.Bucket, "encryption", "s3:PutEncryptionConfiguration", BucketDocuments.PutEncryptionAsync),
        new("DeleteBucketEncryption", Delete, Target.Bucket, "encryption", "s3:PutEncryptionConfiguration", BucketDocuments.Delete(Configuration.Encryption)),
        new("GetPublicAccessBlock", Get, Target.Bucket, "publicAccessBlock", "s3:GetBucketPublicAccessBlock", BucketDocuments.Get(Configuration.PublicAccessBlock, "PublicAccessBlockConfiguration", S3Error.NoSuchPublicAccessBlockConfiguration)),
        new("PutPublicAccessBlock", Put, Target.Bucket, "publicAccessBlock", "s3:PutBucketPublicAccessBlock", BucketDocuments.PutPublicAccessAsync),
        new("DeletePublicAccessBlock", Delete, Target.Bucket, "publicAccessBlock", "s3:PutBucketPublicAccessBlock", BucketDocuments.Delete(Configuration.PublicAccessBlock)),
        new("GetBucketOwnershipControls", Get, Target.Bucket, "ownershipControls", "s3:GetBucketOwnershipControls", BucketDocuments.Get(Configuration.Ownership, "OwnershipControls", S3Error.OwnershipControlsNotFound)),
        new("PutBucketOwnershipControls", Put, Target.Bucket, "ownershipControls", "s3:PutBucketOwnershipControls", BucketDocuments.PutOwnershipAsync),
        new("DeleteBucketOwnershipControls", Delete, Target.Bucket, "ownershipControls", "s3:PutBucketOwnershipControls", BucketDocuments.Delete(Configuration.Ownership)),
        new("GetObjectLockConfiguration", Get, Target.Bucket, "object-lock", "s3:GetBucketObjectLockConfiguration", BucketDocuments.Get(Configuration.ObjectLock, "ObjectLockConfiguration", S3Error.ObjectLockConfigurationNotFound)),
        new("PutObjectLockConfiguration", Put, Target.Bucket, "object-lock", "s3:PutBucketObjectLockConfiguration", BucketDocuments.PutLockAsync),
        new("GetBucketAcl", Get, Target.Bucket, "acl", "s3:GetBucketAcl", Acl.GetAsync),
        new("PutBucketAcl", Put, Target.Bucket, "acl", "s3:PutBucketAcl", Acl.PutAsync),
        .. UnusedFeatures.Operations,
        new("ListMultipartUploads", Get, Target.Bucket, "uploads", "s3:ListBucketMultipartUploads", UploadOperations.ListUploadsAsync),
        new("ListObjectVersions", Get, Target.Bucket, "versions", "s3:ListBucketVersions", ListVersions.HandleAsync),
        new("ListObjectsV2", Get, Target.Bucket, "list-type", "s3:ListBucket", ListObjects.V2Async),
        new("ListObjects", Get, Target.Bucket, null, "s3:ListBucket", ListObjects.V1Async),
        new("DeleteObjects", Post, Target.Bucket, "delete", "s3:DeleteObject", DeleteObjects.HandleAsync),
        new("PostObject", Post, Target.Bucket, null, "s3:PutObject", PostObject.HandleAsync),
        new("CreateBucket", Put, Target.Bucket, null, "s3:CreateBucket", CreateBucket.HandleAsync),
        new("HeadBucket", Head, Target.Bucket, null, "s3:ListBucket", BucketOperations.HeadAsync),
        new("DeleteBucket", Delete, Target.Bucket, null, "s3:DeleteBucket", BucketOperations.DeleteAsync),

        new("GetObjectTagging", Get, Target.Object, "tagging", "s3:GetObjectTagging", ObjectTagging.GetAsync),
        new("PutObjectTagging", Put, Target.Object, "tagging", "s3:PutObjectTagging", ObjectTagging.PutAsync),
        new("DeleteObjectTagging", Delete, Target.Object, "tagging", "s3:DeleteObjectTagging", ObjectTagging.DeleteAsync),
        new("GetObjectAttributes", Get, Target.Object, "attributes", "s3:GetObjectAttributes", GetObjectAttributes.HandleAsync),
        new("GetObjectRetention", Get, Target.Object, "retention", "s3:GetObjectRetention", ObjectRetention.GetAsync),
        new("PutObjectRetention", Put, Target.Object, "retention", "s3:PutObjectRetention", ObjectRetention.PutAsync),
        new("GetObjectLegalHold", Get, Target.Object, "legal-hold", "s3:GetObjectLegalHold", ObjectRetention.GetHoldAsync),
        new("PutObjectLegalHold", Put, Target.Object, "legal-hold", "s3:PutObjectLegalHold", ObjectRetention.PutHoldAsync),
        new("GetObjectAcl", Get, Target.Object, "acl", "s3:GetObjectAcl", ObjectAcl.GetAsync),
        new("PutObjectAcl", Put, Target.Object, "acl", "s3:PutObjectAcl", ObjectAcl.PutAsync),
        new("ListParts", Get, Target.Object, "uploadId", "s3:ListMultipartUploadParts", UploadOperations.ListPartsAsync),
        new("GetObject", Get, Target.Object, null, "s3:GetObject", GetObject.HandleAsync),
        new("HeadObject", Head, Target.Object, null, "s3:GetObject", GetObject.HandleAsync),
        new("CreateMultipartUpload", Post, Target.Object, "uploads", "s3:PutObject", CreateUpload.HandleAsync),
        new("CompleteMultipartUpload", Post, Target.Object, "uploadId", "s3:PutObject", CompleteUpload.HandleAsync),
        new("UploadPartCopy", Put, Target.Object, "uploadId", "s3:PutObject", UploadPart.CopyAsync, S3Headers.CopySource),
        new("UploadPart", Put, Target.Object, "uploadId", "s3:PutObject", UploadPart.HandleAsync),
        new("CopyObject", Put, Target.Object, null, "s3:PutObject", CopyObject.HandleAsync, S3Headers.CopySource),
        new("PutObject", Put, Target.Object, null, "s3:PutObject", PutObject.HandleAsync),
        new("AbortMultipartUpload", Delete, Target.Object, "uploadId", "s3:AbortMultipartUpload", UploadOperations.AbortAsync),
        new("DeleteObject", Delete, Target.Object, null, "s3:DeleteObject", DeleteObject.HandleAsync),
    ];

    // Query parameters that select operations of S3 which this server does not have.
    private static readonly string[] Unknown =
        ["analytics", "inventory", "metrics", "intelligent-tiering", "torrent", "restore", "select", "metadataTable", "metadataConfiguration", "session", "renameObject"];

    /// <exception cref="S3Exception">NotImplemented, MethodNotAllowed.</exception>
    public static Operation Find(string method, Target target, S3Request request, IHeaderDictionary headers)
    {
        if (request.Query.Any(pair => Unknown.Contains(pair.Key)))
        {
            throw S3Error.NotImplemented;
        }
        return All.FirstOrDefault(operation => operation.Matches(method, target, request, headers))
            ?? throw S3Error.MethodNotAllowed.With(S3Error.MethodNotAllowed.Message, ("Method", method), ("ResourceType", target.ToString().ToUpperInvariant()));
    }
}
