using Platform.ObjectStore.Http;
using Platform.ObjectStore.Policy;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Objects;

/// <summary>POST ?delete: up to 1,000 objects in one request.</summary>
internal static class DeleteObjects
{
    private const int MaxKeys = 1000;
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    public static async Task HandleAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var body = await context.ReadBodyAsync(MaxBodyBytes, requireDigest: true);
        var root = XmlRequest.Parse(body, "Delete");
        var targets = root.All("Object").Select(Target.Parse).ToList();
        if (targets.Count is 0 or > MaxKeys)
        {
            throw S3Error.MalformedXml;
        }
        var quiet = string.Equals(root.Value("Quiet")?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
        var results = targets.ConvertAll(target => Delete(context, bucket, target));
        await context.Http.Response.WriteXmlAsync("DeleteResult", xml =>
        {
            foreach (var (target, result, error) in results)
            {
                if (error is not null)
                {
                    WriteError(xml, target, error);
                }
                else if (!quiet)
                {
                    WriteDeleted(xml, target, result);
                }
            }
        });
    }

    private static (Target, DeleteObject.Result, S3Exception?) Delete(S3Context context, Buckets.Bucket bucket, Target target)
    {
        try
        {
            var action = target.VersionId is null ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
            if (!Access.IsAllowed(context, action, bucket, target.Key))
            {
                throw S3Error.AccessDenied;
            }
            return (target, DeleteObject.Delete(context, target.Key, target.VersionId, target.Condition), null);
        }
        catch (S3Exception e)
        {
            return (target, default, e);
        }
    }

    private static void WriteDeleted(System.Xml.XmlWriter xml, Target target, DeleteObject.Result result)
    {
        xml.WriteStartElement("Deleted");
        xml.WriteElementString("Key", target.Key);
        if (target.VersionId is not null)
        {
            xml.WriteElementString("VersionId", target.VersionId);
        }
        if (result.IsDeleteMarker)
        {
            xml.WriteElementString("DeleteMarker", "true");
            xml.WriteElementString("DeleteMarkerVersionId", result.VersionId);
        }
        xml.WriteEndElement();
    }

    private static void WriteError(System.Xml.XmlWriter xml, Target target, S3Exception error)
    {
        xml.WriteStartElement("Error");
        xml.WriteElementString("Key", target.Key);
        if (target.VersionId is not null)
        {
            xml.WriteElementString("VersionId", target.VersionId);
        }
        xml.WriteElementString("Code", error.Error.Code);
        xml.WriteElementString("Message", error.Message);
        xml.WriteEndElement();
    }

    private sealed record Target(string Key, string? VersionId, DeleteCondition Condition)
    {
        public static Target Parse(XmlRequest xml)
        {
            var key = xml.Required("Key");
            var version = xml.Value("VersionId");
            return key.Length == 0 ? throw S3Error.MalformedXml.With("An Object has an empty Key.")
                : new Target(key, string.IsNullOrEmpty(version) ? null : version, DeleteCondition.From(xml.Value("ETag"), xml.Value("LastModifiedTime"), xml.Value("Size")));
        }
    }
}
