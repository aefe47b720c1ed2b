using System.Globalization;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Objects;

/// <summary>GET ?attributes.</summary>
internal static class GetObjectAttributes
{
    private const int MaxParts = 1000;
    private static readonly string[] Known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    public static Task HandleAsync(S3Context context)
    {
        var wanted = (context.Header("x-amz-object-attributes") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0 || wanted.Except(Known).Any())
        {
            throw S3Error.InvalidArgument.With("Invalid attribute name specified.", ("ArgumentName", "x-amz-object-attributes"));
        }
        var version = context.Store.Objects.Get(context.Bucket.Name, context.Key, context.VersionId);
        var response = context.Http.Response;
        response.Headers.LastModified = version.LastModified.ToString("R", CultureInfo.InvariantCulture);
        ObjectHeaders.WriteVersion(context, version);
        var segments = wanted.Contains("ObjectParts") && version.PartCount > 0 ? context.Store.Objects.Segments(version) : [];
        var (marker, max) = (PageNumber(context, "x-amz-part-number-marker", 0), Math.Min(MaxParts, PageNumber(context, "x-amz-max-parts", MaxParts)));
        return response.WriteXmlAsync("GetObjectAttributesResponse", xml =>
        {
            if (wanted.Contains("ETag"))
            {
                xml.WriteElementString("ETag", version.ETag);
            }
            if (wanted.Contains("Checksum") && version.Checksum is { } checksum)
            {
                xml.WriteStartElement("Checksum");
                xml.WriteElementString(checksum.Algorithm.Element(), checksum.Value);
                xml.WriteElementString("ChecksumType", checksum.Type.Name());
                xml.WriteEndElement();
            }
            if (segments.Count > 0)
            {
                WriteParts(xml, version, segments, marker, max);
            }
            if (wanted.Contains("StorageClass"))
            {
                xml.WriteElementString("StorageClass", version.Attributes.StorageClass);
            }
            if (wanted.Contains("ObjectSize"))
            {
                xml.WriteElementString("ObjectSize", version.Size.ToString(CultureInfo.InvariantCulture));
            }
        });
    }

    private static void WriteParts(System.Xml.XmlWriter xml, StoredObject version, List<Segment> segments, int marker, int max)
    {
        string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
        var after = segments.Where(segment => segment.PartNumber > marker).ToList();
        var page = after.Take(max).ToList();
        xml.WriteStartElement("ObjectParts");
        xml.WriteElementString("TotalPartsCount", Text(segments.Count));
        xml.WriteElementString("PartsCount", Text(segments.Count));
        xml.WriteElementString("PartNumberMarker", Text(marker));
        xml.WriteElementString("NextPartNumberMarker", Text(page.Count > 0 ? page[^1].PartNumber : 0));
        xml.WriteElementString("MaxParts", Text(max));
        xml.WriteElementString("IsTruncated", after.Count > page.Count ? "true" : "false");
        foreach (var segment in page)
        {
            xml.WriteStartElement("Part");
            xml.WriteElementString("PartNumber", Text(segment.PartNumber));
            xml.WriteElementString("Size", Text(segment.Size));
            if (segment.Checksum is { } checksum && version.Checksum is { } whole)
            {
                xml.WriteElementString(whole.Algorithm.Element(), checksum);
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static int PageNumber(S3Context context, string header, int otherwise) => context.Header(header) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw S3Error.InvalidArgument.With($"{header} must be a whole number.", ("ArgumentName", header), ("ArgumentValue", text));
}
