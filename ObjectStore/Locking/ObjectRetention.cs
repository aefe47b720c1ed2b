using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Locking;

/// <summary>?retention and ?legal-hold of a version.</summary>
internal static class ObjectRetention
{
    public static Task GetAsync(S3Context context)
    {
        LockHeaders.Require(context.Bucket);
        var retention = Get(context).Retention ?? throw S3Error.NoSuchObjectLockConfiguration;
        return context.Http.Response.WriteXmlAsync("Retention", xml =>
        {
            xml.WriteElementString("Mode", retention.ModeName);
            xml.WriteElementString("RetainUntilDate", XmlResponse.Time(retention.Until));
        });
    }

    public static async Task PutAsync(S3Context context)
    {
        LockHeaders.Require(context.Bucket);
        var root = XmlRequest.Parse(await context.ReadBodyAsync(), "Retention");
        Retention? wanted = null;
        if (root.Children.Count > 0)
        {
            var mode = Retention.ParseMode(root.Value("Mode")) ?? throw S3Error.MalformedXml.With("Mode must be GOVERNANCE or COMPLIANCE.");
            wanted = new Retention(mode, LockHeaders.Future(root.Required("RetainUntilDate"), context.Now, S3Error.MalformedXml));
        }
        var bypass = LockCheck.Bypasses(context);
        var version = context.Store.Objects.Update(context.BucketName, context.Key, context.VersionId, version =>
        {
            LockCheck.AllowChange(version.Retention, wanted, bypass, context.Now);
            return version with { Retention = wanted };
        });
        ObjectHeaders.WriteVersion(context, version);
    }

    public static Task GetHoldAsync(S3Context context)
    {
        LockHeaders.Require(context.Bucket);
        var version = Get(context);
        return context.Http.Response.WriteXmlAsync("LegalHold", xml => xml.WriteElementString("Status", version.LegalHold ? "ON" : "OFF"));
    }

    public static async Task PutHoldAsync(S3Context context)
    {
        LockHeaders.Require(context.Bucket);
        var hold = XmlRequest.Parse(await context.ReadBodyAsync(), "LegalHold").Value("Status") switch
        {
            "ON" => true,
            "OFF" => false,
            _ => throw S3Error.MalformedXml.With("Status must be ON or OFF."),
        };
        var version = context.Store.Objects.Update(context.BucketName, context.Key, context.VersionId, version => version with { LegalHold = hold });
        ObjectHeaders.WriteVersion(context, version);
    }

    private static StoredObject Get(S3Context context) => context.Store.Objects.Get(context.BucketName, context.Key, context.VersionId);
}
