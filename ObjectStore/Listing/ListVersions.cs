using System.Globalization;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Listing;

/// <summary>GET ?versions.</summary>
internal static class ListVersions
{
    public static Task HandleAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var request = ListRequest.From(context);
        var keyMarker = context.Request["key-marker"] is { Length: > 0 } key ? key : null;
        var versionMarker = context.Request["version-id-marker"];
        if (versionMarker is not null && keyMarker is null)
        {
            throw S3Error.InvalidArgument.With("A version-id marker cannot be specified without a key marker.", ("ArgumentName", "version-id-marker"));
        }
        if (versionMarker is { Length: 0 })
        {
            throw S3Error.InvalidArgument.With("A version-id marker cannot be empty.", ("ArgumentName", "version-id-marker"));
        }
        var page = VersionPage.Read(context.Store, bucket.Name, request, keyMarker, versionMarker);
        return context.Http.Response.WriteXmlAsync("ListVersionsResult", xml =>
        {
            xml.WriteElementString("Name", bucket.Name);
            xml.WriteElementString("Prefix", request.Encode(request.Prefix));
            xml.WriteElementString("KeyMarker", request.Encode(keyMarker ?? ""));
            xml.WriteElementString("VersionIdMarker", versionMarker ?? "");
            if (page.IsTruncated)
            {
                xml.WriteElementString("NextKeyMarker", request.Encode(page.LastKey!));
                if (page.LastVersionId is not null)
                {
                    xml.WriteElementString("NextVersionIdMarker", page.LastVersionId);
                }
            }
            xml.WriteElementString("MaxKeys", request.MaxKeys.ToString(CultureInfo.InvariantCulture));
            if (request.Delimiter is not null)
            {
                xml.WriteElementString("Delimiter", request.Encode(request.Delimiter));
            }
            if (request.UrlEncodes)
            {
                xml.WriteElementString("EncodingType", "url");
            }
            xml.WriteElementString("IsTruncated", page.IsTruncated ? "true" : "false");
            foreach (var (key, version, isLatest) in page.Versions)
            {
                xml.WriteStartElement(version.IsDeleteMarker ? "DeleteMarker" : "Version");
                xml.WriteElementString("Key", request.Encode(key));
                xml.WriteElementString("VersionId", version.VersionId);
                xml.WriteElementString("IsLatest", isLatest ? "true" : "false");
                ListObjects.WriteProperties(xml, context, version, withOwner: true);
                xml.WriteEndElement();
            }
            ListObjects.WriteCommonPrefixes(xml, request, page.CommonPrefixes);
        });
    }
}
