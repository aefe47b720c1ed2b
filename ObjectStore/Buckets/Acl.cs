using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Buckets;

/// <summary>
/// ACLs as on a bucket with "bucket owner enforced", the default of S3: they can be read, and say that the owner
/// has full control; setting anything else is refused.
/// </summary>
internal static class Acl
{
    public const string OwnerId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    public static Task GetAsync(S3Context context)
    {
        _ = context.Bucket;
        return WriteAsync(context);
    }

    public static async Task PutAsync(S3Context context)
    {
        _ = context.Bucket;
        await CheckAsync(context);
    }

    public static Task WriteAsync(S3Context context) => context.Http.Response.WriteXmlAsync("AccessControlPolicy", xml =>
    {
        WriteOwner(xml, "Owner", context.Options.AccessKey);
        xml.WriteStartElement("AccessControlList");
        xml.WriteStartElement("Grant");
        xml.WriteStartElement("Grantee");
        xml.WriteAttributeString("xmlns", "xsi", null, SchemaInstance);
        xml.WriteAttributeString("xsi", "type", SchemaInstance, "CanonicalUser");
        xml.WriteElementString("ID", OwnerId);
        xml.WriteElementString("DisplayName", context.Options.AccessKey);
        xml.WriteEndElement();
        xml.WriteElementString("Permission", "FULL_CONTROL");
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    public static async Task CheckAsync(S3Context context)
    {
        WriteHeaders.RefuseAcl(context);
        var body = await context.ReadBodyAsync();
        if (body.IsEmpty)
        {
            if (context.Header("x-amz-acl") is null)
            {
                throw S3Error.MissingSecurityHeader.With("Your request was missing a required header: x-amz-acl");
            }
            return;
        }
        var grants = XmlRequest.Parse(body, "AccessControlPolicy").Child("AccessControlList")?.All("Grant").ToList()
            ?? throw S3Error.MalformedAcl;
        var isOwnersOnly = grants is [var grant] && grant.Value("Permission") == "FULL_CONTROL" && grant.Child("Grantee")?.Value("ID") == OwnerId;
        if (!isOwnersOnly)
        {
            throw S3Error.AccessControlListNotSupported;
        }
    }

    public static void WriteOwner(System.Xml.XmlWriter xml, string element, string name)
    {
        xml.WriteStartElement(element);
        xml.WriteElementString("ID", OwnerId);
        xml.WriteElementString("DisplayName", name);
        xml.WriteEndElement();
    }
}
