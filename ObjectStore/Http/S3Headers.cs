namespace Platform.ObjectStore.Http;

internal static class S3Headers
{
    public const string ContentSha256 = "x-amz-content-sha256";
    public const string DecodedContentLength = "x-amz-decoded-content-length";
    public const string VersionId = "x-amz-version-id";
    public const string DeleteMarker = "x-amz-delete-marker";
    public const string MetadataPrefix = "x-amz-meta-";
    public const string Encryption = "x-amz-server-side-encryption";
    public const string CopySource = "x-amz-copy-source";
    public const string BypassGovernance = "x-amz-bypass-governance-retention";
    public const string LockMode = "x-amz-object-lock-mode";
    public const string LockUntil = "x-amz-object-lock-retain-until-date";
    public const string LegalHold = "x-amz-object-lock-legal-hold";
    public const string Tagging = "x-amz-tagging";
    public const string StorageClass = "x-amz-storage-class";
    public const string WebsiteRedirect = "x-amz-website-redirect-location";
    public const string ChecksumAlgorithm = "x-amz-checksum-algorithm";
    public const string SdkChecksumAlgorithm = "x-amz-sdk-checksum-algorithm";
    public const string ChecksumType = "x-amz-checksum-type";
    public const string ChecksumMode = "x-amz-checksum-mode";

    /// <summary>Headers kept with an object and returned as they came.</summary>
    public static readonly string[] Kept =
        ["content-type", "content-encoding", "content-disposition", "content-language", "cache-control", "expires"];
}
