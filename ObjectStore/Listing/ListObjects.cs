using System.Globalization;
using System.Text;
using System.Xml;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Listing;

/// <summary>ListObjects and ListObjectsV2.</summary>
internal static class ListObjects
{
    public static Task V1Async(S3Context context)
    {
        var bucket = context.Bucket;
        var request = ListRequest.From(context);
        var marker = context.Request["marker"] ?? "";
        var page = ListPage.Read(context.Store, bucket.Name, request, marker.Length > 0 ? marker : null);
        return context.Http.Response.WriteXmlAsync("ListBucketResult", xml =>
        {
            // Unlike the others, the first version of this listing does not encode the prefix.
            WriteHead(xml, bucket.Name, request.Prefix, request, page);
            xml.WriteElementString("Marker", request.Encode(marker));
            if (page.IsTruncated && request.Delimiter is not null)
            {
                xml.WriteElementString("NextMarker", request.Encode(page.Last!));
            }
            WriteContents(xml, context, request, page, withOwner: true);
        });
    }

    public static Task V2Async(S3Context context)
    {
        var bucket = context.Bucket;
        var request = ListRequest.From(context);
        var token = context.Request["continuation-token"];
        var startAfter = context.Request["start-after"];
        var after = string.IsNullOrEmpty(token) ? startAfter : Decode(token);
        var page = ListPage.Read(context.Store, bucket.Name, request, string.IsNullOrEmpty(after) ? null : after);
        return context.Http.Response.WriteXmlAsync("ListBucketResult", xml =>
        {
            WriteHead(xml, bucket.Name, request.Encode(request.Prefix), request, page);
            xml.WriteElementString("KeyCount", Text(page.Objects.Count + page.CommonPrefixes.Count));
            if (token is not null)
            {
                xml.WriteElementString("ContinuationToken", token);
            }
            if (page.IsTruncated)
            {
                xml.WriteElementString("NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(page.Last!)));
            }
            if (!string.IsNullOrEmpty(startAfter))
            {
                xml.WriteElementString("StartAfter", request.Encode(startAfter));
            }
            WriteContents(xml, context, request, page, withOwner: context.Request["fetch-owner"] == "true");
        });
    }

    private static void WriteHead(XmlWriter xml, string bucket, string prefix, ListRequest request, ListPage page)
    {
        xml.WriteElementString("Name", bucket);
        xml.WriteElementString("Prefix", prefix);
        xml.WriteElementString("MaxKeys", Text(request.MaxKeys));
        if (request.Delimiter is not null)
        {
            xml.WriteElementString("Delimiter", request.Encode(request.Delimiter));
        }
        if (request.UrlEncodes)
        {
            xml.WriteElementString("EncodingType", "url");
        }
        xml.WriteElementString("IsTruncated", page.IsTruncated ? "true" : "false");
    }

    private static void WriteContents(XmlWriter xml, S3Context context, ListRequest request, ListPage page, bool withOwner)
    {
        foreach (var (key, stored) in page.Objects)
        {
            xml.WriteStartElement("Contents");
            xml.WriteElementString("Key", request.Encode(key));
            WriteProperties(xml, context, stored, withOwner);
            xml.WriteEndElement();
        }
        WriteCommonPrefixes(xml, request, page.CommonPrefixes);
    }

    public static void WriteProperties(XmlWriter xml, S3Context context, StoredObject stored, bool withOwner)
    {
        xml.WriteElementString("LastModified", XmlResponse.Time(stored.LastModified));
        if (!stored.IsDeleteMarker)
        {
            xml.WriteElementString("ETag", XmlResponse.Quote(stored.ETag));
            if (stored.Checksum is { } checksum)
            {
                xml.WriteElementString("ChecksumAlgorithm", checksum.Algorithm.Name());
                xml.WriteElementString("ChecksumType", checksum.Type.Name());
            }
            xml.WriteElementString("Size", Text(stored.Size));
            xml.WriteElementString("StorageClass", stored.Attributes.StorageClass);
        }
        if (withOwner)
        {
            Acl.WriteOwner(xml, "Owner", context.Options.AccessKey);
        }
    }

    public static void WriteCommonPrefixes(XmlWriter xml, ListRequest request, IEnumerable<string> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.WriteElementString("Prefix", request.Encode(prefix));
            xml.WriteEndElement();
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Decode(string token)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(Convert.FromBase64String(token));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw S3Error.InvalidArgument.With("The continuation token provided is incorrect", ("ArgumentName", "continuation-token"));
        }
    }
}
