using System.Text;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Lifecycle;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Policy;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Buckets;

/// <summary>Get, put and delete of the XML documents that configure a bucket.</summary>
internal static class BucketDocuments
{
    public static Func<S3Context, Task> Get(string name, string root, S3Error missing) => context =>
    {
        var bucket = context.Bucket;
        var document = bucket.Configurations.TryGetValue(name, out var text) ? text
            : throw missing.With(missing.Message, ("BucketName", bucket.Name));
        var xml = XmlRequest.Parse(Encoding.UTF8.GetBytes(document), root);
        return context.Http.Response.WriteXmlAsync(root, xml.WriteContent);
    };

    public static Func<S3Context, Task> Delete(string name) => context =>
    {
        _ = context.Bucket;
        context.Store.Buckets.Update(context.BucketName, bucket => bucket.With(name, null));
        context.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public static Task PutCorsAsync(S3Context context) => PutAsync(context, Configuration.Cors, "CORSConfiguration", document => CorsConfiguration.Parse(document));

    public static Task PutPublicAccessAsync(S3Context context) =>
        PutAsync(context, Configuration.PublicAccessBlock, "PublicAccessBlockConfiguration", document => PublicAccessBlock.Parse(document));

    public static async Task PutLifecycleAsync(S3Context context)
    {
        await PutAsync(context, Configuration.Lifecycle, "LifecycleConfiguration", document => LifecycleConfiguration.Parse(document), root =>
        {
            foreach (var rule in root.All("Rule").Where(rule => string.IsNullOrEmpty(rule.Value("ID"))))
            {
                rule.Add("ID", Guid.NewGuid().ToString("n"));
            }
        });
        context.Store.LifecycleChanged();
    }

    public static async Task PutTaggingAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var body = await context.ReadBodyAsync();
        TagSet.FromXml(body, TagSet.MaxBucketTags);
        Store(context, Configuration.Tagging, XmlRequest.Parse(body, "Tagging"));
        context.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static Task PutEncryptionAsync(S3Context context) => PutAsync(context, Configuration.Encryption, "ServerSideEncryptionConfiguration", document =>
    {
        var rules = XmlRequest.Parse(Encoding.UTF8.GetBytes(document), "ServerSideEncryptionConfiguration").All("Rule").ToList();
        var algorithm = rules is [var rule] ? rule.Child("ApplyServerSideEncryptionByDefault")?.Value("SSEAlgorithm") : null;
        if (algorithm is null)
        {
            throw S3Error.MalformedXml.With("The configuration needs one Rule with ApplyServerSideEncryptionByDefault and its SSEAlgorithm.");
        }
        if (algorithm != "AES256")
        {
            throw S3Error.InvalidEncryptionAlgorithm;
        }
    });

    public static Task PutOwnershipAsync(S3Context context) => PutAsync(context, Configuration.Ownership, "OwnershipControls", document =>
    {
        var ownership = XmlRequest.Parse(Encoding.UTF8.GetBytes(document), "OwnershipControls").Child("Rule")?.Value("ObjectOwnership");
        if (ownership is not "BucketOwnerEnforced")
        {
            throw ownership is "BucketOwnerPreferred" or "ObjectWriter"
                ? S3Error.InvalidRequest.With("Only the object ownership BucketOwnerEnforced can be enforced by this server.")
                : S3Error.MalformedXml;
        }
    });

    public static async Task PutLockAsync(S3Context context)
    {
        var bucket = context.Bucket;
        var body = await context.ReadBodyAsync();
        var root = XmlRequest.Parse(body, "ObjectLockConfiguration");
        LockConfiguration.Parse(Encoding.UTF8.GetString(body.Span));
        if (bucket.Versioning != Versioning.Enabled)
        {
            throw S3Error.InvalidBucketState.With("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
        }
        Store(context, Configuration.ObjectLock, root);
    }

    private static async Task PutAsync(S3Context context, string name, string root, Action<string> validate, Action<XmlRequest>? complete = null)
    {
        _ = context.Bucket;
        var body = await context.ReadBodyAsync();
        if (body.IsEmpty)
        {
            throw S3Error.MissingRequestBody;
        }
        var xml = XmlRequest.Parse(body, root);
        validate(Encoding.UTF8.GetString(body.Span));
        complete?.Invoke(xml);
        Store(context, name, xml);
    }

    private static void Store(S3Context context, string name, XmlRequest root)
    {
        var document = Encoding.UTF8.GetString(XmlResponse.Build(root.Name, null, root.WriteContent).Span);
        context.Store.Buckets.Update(context.BucketName, bucket => bucket.With(name, document));
    }
}
