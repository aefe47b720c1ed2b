using System.Globalization;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Buckets;

/// <summary>HEAD, DELETE, location and versioning of a bucket, and the list of all buckets.</summary>
internal static class BucketOperations
{
    private const int MaxBuckets = 10000;

    public static Task HeadAsync(S3Context context)
    {
        _ = context.Bucket;
        context.Http.Response.Headers["x-amz-bucket-region"] = context.Options.Region;
        context.Http.Response.ContentType = XmlResponse.ContentType;
        return Task.CompletedTask;
    }

    public static Task DeleteAsync(S3Context context)
    {
        context.Store.Buckets.Delete(context.BucketName);
        context.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static Task LocationAsync(S3Context context)
    {
        _ = context.Bucket;
        // us-east-1 is the empty location, for historical reasons.
        var region = context.Options.Region;
        return context.Http.Response.WriteXmlAsync("LocationConstraint", xml => xml.WriteString(region == "us-east-1" ? "" : region));
    }

    public static Task GetVersioningAsync(S3Context context)
    {
        var versioning = context.Bucket.Versioning;
        return context.Http.Response.WriteXmlAsync("VersioningConfiguration", xml =>
        {
            if (versioning != Versioning.Off)
            {
                xml.WriteElementString("Status", versioning.ToString());
            }
        });
    }

    public static async Task PutVersioningAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var root = XmlRequest.Parse(await context.ReadBodyAsync(), "VersioningConfiguration");
        if (root.Value("MfaDelete") is "Enabled")
        {
            throw S3Error.InvalidRequest.With("MFA delete cannot be enforced by this server.");
        }
        var versioning = root.Value("Status") switch
        {
            "Enabled" => Versioning.Enabled,
            "Suspended" => Versioning.Suspended,
            null => throw S3Error.IllegalVersioningConfiguration.With("The Versioning element must be specified"),
            _ => throw S3Error.MalformedXml.With("Status must be Enabled or Suspended."),
        };
        context.Store.Buckets.Update(bucket.Name, current => current.Lock is not null && versioning != Versioning.Enabled
            ? throw S3Error.InvalidBucketState.With("An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.")
            : current.With(versioning));
    }

    public static Task ListAsync(S3Context context)
    {
        var request = context.Request;
        var max = MaxBuckets;
        if (request["max-buckets"] is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out max) || max is < 1 or > MaxBuckets))
        {
            throw S3Error.InvalidArgument.With($"max-buckets must be between 1 and {MaxBuckets}", ("ArgumentName", "max-buckets"), ("ArgumentValue", text));
        }
        var prefix = request["prefix"] ?? "";
        var found = context.Store.Buckets.List(prefix, request["continuation-token"] is { Length: > 0 } token ? token : null, max + 1);
        return context.Http.Response.WriteXmlAsync("ListAllMyBucketsResult", xml =>
        {
            Acl.WriteOwner(xml, "Owner", context.Options.AccessKey);
            xml.WriteStartElement("Buckets");
            foreach (var bucket in found.Take(max))
            {
                xml.WriteStartElement("Bucket");
                xml.WriteElementString("Name", bucket.Name);
                xml.WriteElementString("CreationDate", XmlResponse.Time(bucket.Created));
                xml.WriteElementString("BucketRegion", context.Options.Region);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
            if (found.Count > max)
            {
                xml.WriteElementString("ContinuationToken", found[max - 1].Name);
            }
            if (prefix.Length > 0)
            {
                xml.WriteElementString("Prefix", prefix);
            }
        });
    }
}
