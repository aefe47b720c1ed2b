using Platform.ObjectStore.Http;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Buckets;

internal static class CreateBucket
{
    public static async Task HandleAsync(S3Context context)
    {
        if (!BucketName.IsValid(context.BucketName))
        {
            throw S3Error.InvalidBucketName.With(S3Error.InvalidBucketName.Message, ("BucketName", context.BucketName));
        }
        WriteHeaders.RefuseAcl(context);
        var ownership = context.Header("x-amz-object-ownership");
        if (ownership is not (null or "BucketOwnerEnforced"))
        {
            throw S3Error.InvalidRequest.With("Only the object ownership BucketOwnerEnforced can be enforced by this server.");
        }
        var body = await context.ReadBodyAsync();
        var bucket = Bucket.Create(context.BucketName, context.Now);
        if (!body.IsEmpty)
        {
            var root = XmlRequest.Parse(body, "CreateBucketConfiguration", "CreateBucketRequest");
            CheckLocation(context, root.Value("LocationConstraint"));
        }
        if (string.Equals(context.Header("x-amz-bucket-object-lock-enabled"), "true", StringComparison.OrdinalIgnoreCase))
        {
            bucket = bucket.With(Versioning.Enabled).With(Configuration.ObjectLock, LockConfiguration.EnabledDocument);
        }
        if (ownership is not null)
        {
            bucket = bucket.With(Configuration.Ownership, $"<OwnershipControls><Rule><ObjectOwnership>{ownership}</ObjectOwnership></Rule></OwnershipControls>");
        }
        context.Store.Buckets.Create(bucket);
        context.Http.Response.Headers.Location = $"/{bucket.Name}";
    }

    private static void CheckLocation(S3Context context, string? location)
    {
        var region = context.Options.Region;
        if (string.IsNullOrEmpty(location) || location == region || (location == "EU" && region == "eu-west-1"))
        {
            return;
        }
        throw S3Error.InvalidLocationConstraint.With(
            $"The specified location-constraint is not valid: this server is in {region}.", ("LocationConstraint", location));
    }
}
