using System.Text;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Policy;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Buckets;

internal static class BucketPolicies
{
    private const int MaxPolicyBytes = 20 * 1024;

    public static async Task GetAsync(S3Context context)
    {
        var policy = Document(context);
        context.Http.Response.ContentType = "application/json";
        await context.Http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(policy), context.Cancelled);
    }

    public static async Task PutAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var body = await context.ReadBodyAsync();
        if (body.IsEmpty)
        {
            throw S3Error.MissingRequestBody;
        }
        if (body.Length > MaxPolicyBytes)
        {
            throw S3Error.MalformedPolicy.With($"The policy has {body.Length} bytes, at most {MaxPolicyBytes} are allowed.");
        }
        var document = Encoding.UTF8.GetString(body.Span);
        var policy = new BucketPolicy(PolicyParser.Parse(document, bucket.Name));
        context.Store.Buckets.Update(bucket.Name, current => current.PublicAccess.BlockPublicPolicy && policy.IsPublic
            ? throw S3Error.AccessDenied.With("Access Denied: the bucket's public access block does not allow public policies.")
            : current.With(Configuration.Policy, document));
        context.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static Task StatusAsync(S3Context context)
    {
        Document(context);
        var isPublic = context.Bucket is { Policy.IsPublic: true, PublicAccess.RestrictPublicBuckets: false };
        return context.Http.Response.WriteXmlAsync("PolicyStatus", xml => xml.WriteElementString("IsPublic", isPublic ? "true" : "false"));
    }

    private static string Document(S3Context context) =>
        context.Bucket.Configurations.TryGetValue(Configuration.Policy, out var policy) ? policy
            : throw S3Error.NoSuchBucketPolicy.With(S3Error.NoSuchBucketPolicy.Message, ("BucketName", context.BucketName));
}
