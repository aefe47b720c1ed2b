using System.Globalization;
using System.Xml;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Listing;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Multipart;

/// <summary>Abort, list parts, list uploads.</summary>
internal static class UploadOperations
{
    private const int PartsPage = 1000;

    public static Task AbortAsync(S3Context context)
    {
        context.Store.Uploads.Abort(context.Bucket.Name, context.Key, context.Request["uploadId"]!);
        context.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static Task ListPartsAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var upload = context.Store.Uploads.Get(bucket.Name, context.Key, context.Request["uploadId"]!);
        var request = ListRequest.From(context, "max-parts");
        var max = Math.Min(request.MaxKeys, PartsPage);
        var marker = Math.Min(ListRequest.Number(context, "part-number-marker", 0, int.MaxValue), 10000);
        var parts = context.Store.Uploads.Parts(upload.Id, marker, max + 1);
        return context.Http.Response.WriteXmlAsync("ListPartsResult", xml =>
        {
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Key", request.Encode(context.Key));
            xml.WriteElementString("UploadId", upload.Id);
            Acl.WriteOwner(xml, "Initiator", context.Options.AccessKey);
            Acl.WriteOwner(xml, "Owner", context.Options.AccessKey);
            xml.WriteElementString("StorageClass", upload.Attributes.StorageClass);
            xml.WriteElementString("PartNumberMarker", Text(marker));
            xml.WriteElementString("NextPartNumberMarker", Text(parts.Take(max).LastOrDefault()?.Number ?? 0));
            xml.WriteElementString("MaxParts", Text(max));
            xml.WriteElementString("IsTruncated", max > 0 && parts.Count > max ? "true" : "false");
            WriteChecksum(xml, upload);
            foreach (var part in parts.Take(max))
            {
                xml.WriteStartElement("Part");
                xml.WriteElementString("PartNumber", Text(part.Number));
                xml.WriteElementString("LastModified", XmlResponse.Time(part.LastModified));
                xml.WriteElementString("ETag", XmlResponse.Quote(part.ETag));
                xml.WriteElementString("Size", Text(part.Size));
                if (part.Checksum is { } checksum)
                {
                    xml.WriteElementString(checksum.Algorithm.Element(), checksum.Value);
                }
                xml.WriteEndElement();
            }
        });
    }

    public static Task ListUploadsAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var request = ListRequest.From(context, "max-uploads");
        var keyMarker = context.Request["key-marker"] is { Length: > 0 } key ? key : null;
        var idMarker = keyMarker is null ? null : context.Request["upload-id-marker"] is { Length: > 0 } id ? id : null;
        var page = UploadPage.Read(context.Store, bucket.Name, request, keyMarker, idMarker);
        return context.Http.Response.WriteXmlAsync("ListMultipartUploadsResult", xml =>
        {
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("KeyMarker", request.Encode(keyMarker ?? ""));
            xml.WriteElementString("UploadIdMarker", idMarker ?? "");
            if (page.IsTruncated)
            {
                xml.WriteElementString("NextKeyMarker", request.Encode(page.LastKey!));
                xml.WriteElementString("NextUploadIdMarker", page.LastId ?? "");
            }
            xml.WriteElementString("Prefix", request.Encode(request.Prefix));
            if (request.Delimiter is not null)
            {
                xml.WriteElementString("Delimiter", request.Encode(request.Delimiter));
            }
            xml.WriteElementString("MaxUploads", Text(request.MaxKeys));
            if (request.UrlEncodes)
            {
                xml.WriteElementString("EncodingType", "url");
            }
            xml.WriteElementString("IsTruncated", page.IsTruncated ? "true" : "false");
            foreach (var (uploadKey, upload) in page.Uploads)
            {
                xml.WriteStartElement("Upload");
                xml.WriteElementString("Key", request.Encode(uploadKey));
                xml.WriteElementString("UploadId", upload.Id);
                Acl.WriteOwner(xml, "Initiator", context.Options.AccessKey);
                Acl.WriteOwner(xml, "Owner", context.Options.AccessKey);
                xml.WriteElementString("StorageClass", upload.Attributes.StorageClass);
                xml.WriteElementString("Initiated", XmlResponse.Time(upload.Initiated));
                WriteChecksum(xml, upload);
                xml.WriteEndElement();
            }
            ListObjects.WriteCommonPrefixes(xml, request, page.CommonPrefixes);
        });
    }

    private static void WriteChecksum(XmlWriter xml, Upload upload)
    {
        if (upload.Algorithm is { } algorithm)
        {
            xml.WriteElementString("ChecksumAlgorithm", algorithm.Name());
            xml.WriteElementString("ChecksumType", upload.ChecksumType.Name());
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
