using System.Xml.Linq;

namespace Platform.AppHost.Processes;

/// <summary>
/// What the shop's bucket is like before anybody uses it. Applied at every start, and the same however often it is applied.
/// The API applies the same rules (<c>Api/Storage/BucketRules.cs</c>) wherever its bucket is; here they are in place before it starts.
/// </summary>
internal static class StorageSetup
{
    private const int UploadDays = 2;
    private const int OldVersionDays = 30;

    public static async Task ApplyAsync(StorageClient client, CancellationToken cancellationToken)
    {
        await client.CreateBucketAsync(cancellationToken);
        await client.ConfigureAsync("versioning", Versioning, cancellationToken);
        await client.ConfigureAsync("cors", Cors, cancellationToken);
        await client.ConfigureAsync("lifecycle", Lifecycle, cancellationToken);
    }

    private static XElement Versioning => new("VersioningConfiguration", new XElement("Status", "Enabled"));

    // Pages on this machine upload to and read from presigned URLs.
    private static XElement Cors => new("CORSConfiguration", new XElement(
        "CORSRule",
        new XElement("AllowedOrigin", "http://localhost:*"),
        new XElement("AllowedOrigin", "http://127.0.0.1:*"),
        new XElement("AllowedMethod", "GET"),
        new XElement("AllowedMethod", "HEAD"),
        new XElement("AllowedMethod", "PUT"),
        new XElement("AllowedHeader", "*"),
        new XElement("ExposeHeader", "ETag"),
        new XElement("MaxAgeSeconds", 3600)));

    private static XElement Lifecycle => new(
        "LifecycleConfiguration",
        Rule(
            "uploads",
            "uploads/",
            new XElement("Expiration", new XElement("Days", UploadDays)),
            new XElement("AbortIncompleteMultipartUpload", new XElement("DaysAfterInitiation", UploadDays))),
        Rule("old-versions", "", new XElement("NoncurrentVersionExpiration", new XElement("NoncurrentDays", OldVersionDays))));

    private static XElement Rule(string id, string prefix, params XElement[] actions) => new(
        "Rule", new XElement("ID", id), new XElement("Filter", new XElement("Prefix", prefix)), new XElement("Status", "Enabled"), actions);
}
