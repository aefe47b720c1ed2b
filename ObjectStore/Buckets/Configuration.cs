namespace Platform.ObjectStore.Buckets;

/// <summary>Names of the documents that a bucket keeps; they are the query parameters that address them.</summary>
internal static class Configuration
{
    public const string Cors = "cors";
    public const string Encryption = "encryption";
    public const string Lifecycle = "lifecycle";
    public const string ObjectLock = "object-lock";
    public const string Ownership = "ownershipControls";
    public const string Policy = "policy";
    public const string PublicAccessBlock = "publicAccessBlock";
    public const string Tagging = "tagging";
}
