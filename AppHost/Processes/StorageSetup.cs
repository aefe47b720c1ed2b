using System.Xml.Linq;

namespace Platform.AppHost.Processes;

/// <summary>What the shop's bucket must be like. Applied at every start, and the same however often it is applied.</summary>
internal static class StorageSetup
{
    private const int NoncurrentDays = 30;
    private const int UnfinishedUploadDays = 7;

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
        new XElement("AllowedMethod", "POST"),
        new XElement("AllowedHeader", "*"),
        new XElement("ExposeHeader", "ETag"),
        new XElement("ExposeHeader", "x-amz-version-id"),
        new XElement("MaxAgeSeconds", 3600)));

    private static XElement Lifecycle => new("LifecycleConfiguration", new XElement(
        "Rule",
        new XElement("ID", "clean-up"),
        new XElement("Filter", new XElement("Prefix", "")),
        new XElement("Status", "Enabled"),
        new XElement("NoncurrentVersionExpiration", new XElement("NoncurrentDays", NoncurrentDays)),
        new XElement("AbortIncompleteMultipartUpload", new XElement("DaysAfterInitiation", UnfinishedUploadDays))));
}
